import { ClipscopeError } from "@clipscope/types";
import type { LocalFile, ReadOptions } from "../platform/folder.js";

/** One file of a commit. */
export interface HubFile {
  /** Its path in the repository. */
  name: string;
  size: number;
  /** What the hub calls its ETag: SHA-256 (64 hex digits) of a file in LFS or Xet, git's blob SHA-1 (40) of others. */
  etag: string;
}

/** The models of one repository that this computer or this browser keeps. `openHubCache` of a platform opens it. */
export interface HubCache {
  /** Where it is, for errors. */
  place: string;
  /** The commit that a branch or tag was when it was last looked up. */
  commit(revision: string): Promise<string | undefined>;
  setCommit(revision: string, commit: string): Promise<void>;
  /** Names and sizes of the files of a commit that are there. */
  files(commit: string): Promise<Map<string, number>>;
  /** A file's bytes; undefined if it is not there, or not in this size. Rejects with the signal's reason. */
  read(commit: string, name: string, size: number, options: ReadOptions): Promise<Uint8Array | undefined>;
  /** A file that is kept on this machine, to be read in parts; undefined if it is not there, or not in this size. */
  open?(commit: string, name: string, size: number): Promise<LocalFile | undefined>;
  /** Runs the work when nobody else, in any process or tab, seems to be downloading the same file. */
  turn<T>(commit: string, file: HubFile, options: ReadOptions, work: () => Promise<T>): Promise<T>;
  /** What there is of a file that has not been downloaded to its end, ready to be continued. */
  part(commit: string, file: HubFile): Promise<HubPart>;
}

/** A file on its way into the cache. Each of its methods throws `cache` if it can't be written. */
export interface HubPart {
  /** Bytes so far. */
  readonly size: number;
  write(chunk: Uint8Array): Promise<void>;
  /** Begins again at byte 0. */
  restart(): Promise<void>;
  /** Verifies the hash and takes the file into the cache. Throws `hash-mismatch` and removes what there was. */
  finish(): Promise<Uint8Array>;
  /** Leaves it for later, unless it is finished. */
  close(): Promise<void>;
}

/** The error for bytes that are not those of the file. */
export const wrongHash = (file: HubFile, got: string) =>
  new ClipscopeError(
    "hash-mismatch",
    `${file.name} should have the ${file.etag.length === 64 ? "SHA-256" : "git SHA-1"} ${file.etag}, got ${got}: it was damaged on its way, or changed. It has been removed; load again, or from another endpoint.`,
  );
