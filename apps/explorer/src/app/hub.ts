import type { Compute } from "@clipscope/study";
import { ClipscopeError } from "@clipscope/types";
import { signal } from "@preact/signals-core";

/** Whether the person has agreed, in this visit, that the page contacts the hub. */
export const hubAllowed = signal(false);

/**
 * A compute that refuses models of the hub until the person has agreed. The page's policy forbids the hub's hosts
 * as well; only a worker started after the consent may contact them.
 */
export function askingForHub(compute: Compute): Compute {
  return new Proxy(compute, {
    get(target, name, receiver) {
      const member = Reflect.get(target, name, receiver);
      if (typeof member !== "function") return member;
      return (request: unknown, ...rest: unknown[]) => {
        const id = hubModel(request);
        return id !== undefined && !hubAllowed.peek()
          ? Promise.reject(refusal(id))
          : member.call(target, request, ...rest);
      };
    },
  });
}

function hubModel(request: unknown): string | undefined {
  const model = (request as { model?: { kind?: string; id?: string } } | null)?.model;
  return model?.kind === "hub" ? model.id : undefined;
}

const refusal = (id: string) =>
  new ClipscopeError(
    "access-denied",
    `“${id}” comes from the hub, which this page has not been allowed to contact in this visit.`,
  );
