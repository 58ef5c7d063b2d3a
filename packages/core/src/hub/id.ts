import { ClipscopeError } from "@clipscope/types";

/** A model on the hub, at a branch, tag or commit. */
export interface HubId {
  /** Repository, such as "openai/clip-vit-base-patch32". */
  repo: string;
  /** Branch, tag or commit. Default "main". */
  revision: string;
}

const NAME = /^[A-Za-z0-9_](?:[\w.-]*[A-Za-z0-9_])?$/;

/**
 * Parses "owner/name" or "owner/name@revision"; undefined for text of any other form. Allows the characters
 * of `huggingface_hub.utils.validate_repo_id`, so an id is also a safe folder name. Throws `bad-argument` for
 * a revision that git does not allow.
 */
export function parseHubId(text: string): HubId | undefined {
  const [, owner, name, revision = "main"] = /^([^/@\s]+)\/([^/@\s]+)(?:@(.+))?$/.exec(text) ?? [];
  const isName = (part: string | undefined) => part !== undefined && part.length <= 96 && NAME.test(part);
  if (!isName(owner) || !isName(name)) return undefined;
  if (/--|\.\.|\.git$/.test(`${owner}/${name}`)) return undefined;
  const parts = revision.split("/");
  if (
    !/^[\w.+/-]+$/.test(revision) ||
    parts.some((part) => part === "" || /^\.|\.\.|\.$|\.lock$/.test(part))
  ) {
    throw new ClipscopeError(
      "bad-argument",
      `"${revision}" in "${text}" is not a revision. Give a branch, a tag or a commit: ${owner}/${name}@main.`,
    );
  }
  return { repo: `${owner}/${name}`, revision };
}

/** Whether a revision is a full commit hash, which is immutable. */
export const isCommit = (revision: string) => /^[0-9a-f]{40}$/.test(revision);
