import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { ClipscopeError } from "@clipscope/core";

const require = createRequire(import.meta.url);

/** Reads a JSON file of an installed package. Throws `not-found`, with what to do, if it is not installed. */
export function readPackageJson<T>(file: string): T {
  try {
    return JSON.parse(readFileSync(require.resolve(file), "utf8")) as T;
  } catch (cause) {
    throw new ClipscopeError(
      "not-found",
      `The built-in drawings need ${file}, which could not be read. Install them: \`npm install ${drawings().join(" ")}\`.`,
      { cause },
    );
  }
}

/**
 * Packages of drawings, each as `name@version`. They are optional peers, because nobody who brings data of their own
 * should install 230 MB of emoji.
 */
function drawings(): string[] {
  const manifest = new URL("../../package.json", import.meta.url);
  const { peerDependencies } = JSON.parse(readFileSync(manifest, "utf8")) as {
    peerDependencies: Record<string, string>;
  };
  return Object.entries(peerDependencies).map(([name, version]) => `${name}@${version}`);
}

/** An icon as Iconify packages store it: the inside of an `<svg>` and its view box. */
export interface Icon {
  body: string;
  left?: number;
  top?: number;
  width?: number;
  height?: number;
  hFlip?: boolean;
  hidden?: boolean;
}

/** `icons.json` of a package. An alias is another name of its parent, or its mirror image. */
export interface IconSet {
  icons: Record<string, Icon>;
  aliases?: Record<string, { parent: string; hFlip?: boolean }>;
  width?: number;
  height?: number;
}

export const readIcons = (id: string) => readPackageJson<IconSet>(`@iconify-json/${id}/icons.json`);

/** Code points ("1f600-fe0f") to icon names; empty in the packages that do not know them. */
export const readChars = (id: string) =>
  readPackageJson<Record<string, string>>(`@iconify-json/${id}/chars.json`);
