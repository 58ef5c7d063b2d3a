import { ClipscopeError, throwIfCancelled } from "@clipscope/types";
import { memorySource } from "./memory-source.js";
import { folderOf, normalizePath } from "./opened.js";
import type { FileSource, ReadOptions } from "./source.js";
import { hasRightSum, octal } from "./tar-head.js";

const BLOCK = 512;
const HARD_LINK = "1";
const SYMBOLIC_LINK = "2";

/** Values from extension records that override a member's header. */
interface Overrides {
  path?: string;
  size?: number;
  linkpath?: string;
}

/** Bytes read at a time while looking for headers: on a disk, and where every read is a request. */
const WINDOW = { disk: 2 ** 16, elsewhere: 2 ** 20 };

/**
 * Size up to which members, such as labels and captions, are read along with the headers, up to a total
 * limit.
 */
const SMALL = 4096;
const KEPT = 64 * 2 ** 20;

/**
 * Lists the files of a tar archive as slices of it: only headers and the smallest files are read. Supports
 * POSIX ustar and pax, and GNU's long names and sizes; a link to another member has that member's content
 * under its own path. Throws `bad-file` for a damaged or truncated archive.
 */
export async function readTarMembers(
  archive: FileSource,
  { signal, onProgress }: ReadOptions,
): Promise<FileSource[]> {
  const members: FileSource[] = [];
  const read = windowed(archive);
  let kept = 0;
  let overrides: Overrides = {};
  const links: { at: number; path: string; target: string }[] = [];
  for (let at = 0; at + BLOCK <= archive.size; ) {
    throwIfCancelled(signal, `Reading ${archive.path}`);
    const header = await read(at, BLOCK);
    if (header.every((byte) => byte === 0)) break;
    if (!hasRightSum(header)) {
      throw new ClipscopeError(
        "bad-file",
        `${archive.path} is not a tar archive, or is damaged at byte ${at}.`,
      );
    }
    const type = String.fromCharCode(header[156]);
    const size = overrides.size ?? numberAt(header, 124, 12);
    const start = at + BLOCK;
    const end = start + size;
    if (end > archive.size) {
      throw new ClipscopeError(
        "bad-file",
        `${archive.path} ends within ${overrides.path ?? nameIn(header)}: it was not copied or downloaded completely.`,
      );
    }
    at = start + Math.ceil(size / BLOCK) * BLOCK;
    if (type === "x") overrides = { ...overrides, ...paxValues(await read(start, size)) };
    else if (type === "L") overrides = { ...overrides, path: textOf(await read(start, size)) };
    else if (type === "K") overrides = { ...overrides, linkpath: textOf(await read(start, size)) };
    else if (type !== "g") {
      if (type === "0" || type === "\0" || type === "7") {
        const path = cleaned(overrides.path ?? nameIn(header));
        if (path.endsWith("/")) {
          // a folder as the oldest tars write it
        } else if (size <= SMALL && kept + size <= KEPT) {
          kept += size;
          members.push(memorySource(path, (await read(start, size)).slice(), `${archive.version} ${start}`));
        } else members.push(member(archive, path, start, size));
      } else if (type === HARD_LINK || type === SYMBOLIC_LINK) {
        const path = cleaned(overrides.path ?? nameIn(header));
        const to = overrides.linkpath ?? textOf(header.subarray(157, 257));
        const target = normalizePath(type === HARD_LINK ? to : `${folderOf(path)}/${to}`);
        if (target !== undefined && !to.startsWith("/")) links.push({ at: members.length, path, target });
      }
      overrides = {};
    }
    if (members.length % 1000 === 999) {
      onProgress?.({ stage: `reading ${archive.path}`, done: at, total: archive.size });
    }
  }
  return links.length === 0 ? members : withLinks(members, links);
}

/** The members and links in archive order; links without a target are left out. */
function withLinks(
  members: readonly FileSource[],
  links: readonly { at: number; path: string; target: string }[],
): FileSource[] {
  const byPath = new Map(members.map((each) => [each.path, each]));
  const all: FileSource[] = [];
  let next = 0;
  for (let i = 0; i <= members.length; i++) {
    for (; next < links.length && links[next].at === i; next++) {
      const { path, target } = links[next];
      const found = byPath.get(target);
      if (!found) continue;
      const linked = { ...found, path };
      byPath.set(path, linked); // another link may lead to it
      all.push(linked);
    }
    if (i < members.length) all.push(members[i]);
  }
  return all;
}

const cleaned = (path: string) => path.replace(/^(?:\.?\/)+/, "");

function member(archive: FileSource, path: string, start: number, size: number): FileSource {
  return {
    path,
    size,
    version: `${archive.version} ${start}`,
    slice: (from, to = size) => archive.slice(start + Math.min(from, size), start + Math.min(to, size)),
    stream: () => {
      let at = 0;
      return new ReadableStream({
        async pull(controller) {
          if (at >= size) return controller.close();
          const next = Math.min(size, at + 2 ** 20);
          controller.enqueue(await archive.slice(start + at, start + next));
          at = next;
        },
      });
    },
  };
}

/** Reads slices of a file through a moving window, so that small neighboring slices take one read. */
function windowed(file: FileSource) {
  const width = typeof file.input === "string" ? WINDOW.disk : WINDOW.elsewhere;
  let from = 0;
  let bytes: Uint8Array = new Uint8Array();
  return async (start: number, length: number): Promise<Uint8Array> => {
    if (start < from || start + length > from + bytes.length) {
      from = start;
      bytes = await file.slice(start, Math.min(file.size, start + Math.max(width, length)));
    }
    return bytes.subarray(start - from, start - from + length);
  };
}

const utf8 = new TextDecoder();
const textOf = (bytes: Uint8Array) => utf8.decode(bytes).replace(/\0[\s\S]*$/, "");

function nameIn(header: Uint8Array): string {
  const name = textOf(header.subarray(0, 100));
  // GNU's own format has other things where POSIX has the prefix.
  const posix = String.fromCharCode(...header.subarray(257, 263)) === "ustar\0";
  const prefix = posix ? textOf(header.subarray(345, 500)) : "";
  return prefix === "" ? name : `${prefix}/${name}`;
}

/** Parses an octal number, or GNU's binary form, whose first bit is set. */
function numberAt(header: Uint8Array, start: number, length: number): number {
  if (header[start] & 0x80) {
    let value = header[start] & 0x7f;
    for (let i = start + 1; i < start + length; i++) value = value * 256 + header[i];
    return value;
  }
  return octal(header.subarray(start, start + length));
}

/** Parses pax records, "length key=value\n" with the length in bytes. */
function paxValues(bytes: Uint8Array): Overrides {
  const values: Overrides = {};
  for (let at = 0; at < bytes.length; ) {
    const space = bytes.indexOf(32, at);
    const length = Number.parseInt(utf8.decode(bytes.subarray(at, space)), 10);
    if (space < 0 || !(length > 0)) break;
    const record = utf8.decode(bytes.subarray(space + 1, at + length - 1));
    const equals = record.indexOf("=");
    const [key, value] = [record.slice(0, equals), record.slice(equals + 1)];
    if (key === "path" || key === "linkpath") values[key] = value;
    else if (key === "size") values.size = Number(value);
    at += length;
  }
  return values;
}
