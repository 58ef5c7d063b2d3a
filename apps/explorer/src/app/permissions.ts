import type { Compute, DatasetRef, ModelRef } from "@clipscope/study";
import { ClipscopeError } from "@clipscope/types";
import { signal } from "@preact/signals-core";

/** A party outside this page: the model hub, or the origin of a URL, such as "https://example.org". */
export type Party = string;
export const HUB: Party = "hub";

/** The parties that the user has allowed this page to contact during this visit. */
export const allowed = signal<ReadonlySet<Party>>(new Set());

export function allow(parties: Iterable<Party>): void {
  const all = new Set([...allowed.peek(), ...parties]);
  if (all.size > allowed.peek().size) allowed.value = all;
}

/**
 * Query of the worker's URL: the server answers with a policy that lets the worker contact these parties, and
 * no others.
 */
export function policyQuery(): string {
  const origins = [...allowed.peek()].filter((party) => party !== HUB);
  const parts = [
    ...(allowed.peek().has(HUB) ? ["hub"] : []),
    ...origins.map((origin) => `allow=${encodeURIComponent(origin)}`),
  ];
  return parts.length > 0 ? `?${parts.join("&")}` : "";
}

/** The parties that a dataset or a model would be read from. */
export function partiesOf(ref: DatasetRef | ModelRef | null | undefined): Party[] {
  if (ref?.kind === "hub") return [HUB];
  if (ref?.kind === "several") return ref.parts.flatMap(partiesOf);
  if (ref?.kind !== "url" || !URL.canParse(ref.url, location.href)) return [];
  const { origin } = new URL(ref.url, location.href);
  return origin === location.origin ? [] : [origin];
}

/** Those of them that are not allowed yet. */
export const deniedOf = (ref: DatasetRef | ModelRef | null | undefined): Party[] =>
  partiesOf(ref).filter((party) => !allowed.value.has(party));

/**
 * Wraps a compute so that requests which would contact a party without permission are rejected with
 * `access-denied`. The page's policy forbids the contact as well.
 */
export function withPermissions(compute: Compute): Compute {
  return new Proxy(compute, {
    get(target, name, receiver) {
      const member = Reflect.get(target, name, receiver);
      if (typeof member !== "function") return member;
      return (request: unknown, ...rest: unknown[]) => {
        const [denied] = deniedBy(request);
        return denied === undefined ? member.call(target, request, ...rest) : Promise.reject(refusal(denied));
      };
    },
  });
}

function deniedBy(request: unknown): Party[] {
  const { model, data } = (request ?? {}) as { model?: ModelRef; data?: { ref?: DatasetRef } };
  return [...partiesOf(model), ...partiesOf(data?.ref)].filter((party) => !allowed.peek().has(party));
}

const refusal = (party: Party) =>
  new ClipscopeError(
    "access-denied",
    `${party === HUB ? "The model is on the hub" : `The address is on ${party}`}, which this page has not been allowed to contact in this visit.`,
  );
