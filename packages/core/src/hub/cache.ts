import { ClipscopeError } from "@clipscope/types";
import type { LocalFile, ReadOptions } from "../platform/folder.js";

/** A file of a commit. */
export interface HubFile {
  /** Path in the repository. */
  name: string;
  size: number;
  /** The hub's ETag: SHA-256 (64 hex digits) for files in LFS or Xet, git blob SHA-1 (40) for others. */
  etag: string;
}

/**
 * The cached files of one repository, on this computer or in this browser. Opened by the platform's
 * `openHubCache`.
 */
export interface HubCache {
  /** Location, for errors. */
  place: string;
  /** The commit of a branch or tag when it was last looked up. */
  commit(revision: string): Promise<string | undefined>;
  setCommit(revision: string, commit: string): Promise<void>;
  /** Names and sizes of the cached files of a commit. */
  files(commit: string): Promise<Map<string, number>>;
  /** A file's bytes; undefined if it is missing or of another size. Rejects with the signal's reason. */
  read(commit: string, name: string, size: number, options: ReadOptions): Promise<Uint8Array | undefined>;
  /** A cached local file, to be read in parts; undefined if it is missing or of another size. */
  open?(commit: string, name: string, size: number): Promise<LocalFile | undefined>;
  /** Runs the work once no other process or tab seems to be downloading the same file. */
  turn<T>(commit: string, file: HubFile, options: ReadOptions, work: () => Promise<T>): Promise<T>;
  /** A partially downloaded file, ready to be continued. */
  part(commit: string, file: HubFile): Promise<HubPart>;
}

/** A file being downloaded to the cache. All methods throw `cache` if it can't be written. */
export interface HubPart {
  /** Number of bytes so far. */
  readonly size: number;
  write(chunk: Uint8Array): Promise<void>;
  /** Restarts at byte 0. */
  restart(): Promise<void>;
  /** Verifies the hash and moves the file to the cache. Throws `hash-mismatch` after deleting the data. */
  finish(): Promise<Uint8Array>;
  /** Closes the file, keeping the partial data unless it is finished. */
  close(): Promise<void>;
}

/** The error for a downloaded file with a wrong hash. */
export const wrongHash = (file: HubFile, got: string) =>
  new ClipscopeError(
    "hash-mismatch",
    `${file.name} should have the ${file.etag.length === 64 ? "SHA-256" : "git SHA-1"} ${file.etag}, got ${got}: it was damaged in transit, or changed. It has been deleted; load it again, or from another endpoint.`,
  );
