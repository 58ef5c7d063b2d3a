/** Color scheme: "light" or "dark". */
export type Scheme = "light" | "dark";

/** Every color, as `[light, dark]`. Surfaces are neutral; the data is the color. */
export const colors = {
  surface: ["#fdfdfc", "#151618"],
  panel: ["#f7f7f5", "#1b1c1f"],
  raised: ["#ffffff", "#232528"],
  hover: ["#efefec", "#27292d"],
  pressed: ["#e5e5e1", "#303338"],
  line: ["#e3e3df", "#2c2e32"],
  "line-strong": ["#c9c9c4", "#45484e"],
  ink: ["#1a1b1d", "#ececea"],
  "ink-2": ["#56595e", "#a9acb1"],
  "ink-3": ["#6d7076", "#8a8d93"],
  /** Background of a thumbnail. */
  paper: ["#ffffff", "#ecece9"],
  "paper-line": ["#d9d9d5", "#3a3c40"],
  skeleton: ["#ececea", "#26282b"],
  "shadow-near": ["#0000000f", "#00000080"],
  "shadow-far": ["#0000001f", "#0000008c"],

  accent: ["#0b6e78", "#5cc3cd"],
  "accent-ink": ["#ffffff", "#06282c"],
  "accent-soft": ["#e0f0f1", "#173a3e"],
  focus: ["#0b8693", "#5cc3cd"],
  warning: ["#8a5200", "#f2b861"],
  "warning-soft": ["#fdf1de", "#3a2c14"],

  /** Right and wrong differ in hue and lightness; marks add a shape. */
  right: ["#1f6fe0", "#5b9dff"],
  wrong: ["#d96500", "#ff9a3d"],
  /** Points and bars that belong to no category. */
  mute: ["#85888d", "#75787d"],

  /** Ten categories; their contrast with each other and with the background is tested in categories.test.ts. */
  "category-1": ["#0658bf", "#5398fd"],
  "category-2": ["#782e02", "#bc4d04"],
  "category-3": ["#047762", "#04f9d0"],
  "category-4": ["#63357a", "#8c5da5"],
  "category-5": ["#8f9101", "#cccf49"],
  "category-6": ["#704ff6", "#7555fc"],
  "category-7": ["#d80c5c", "#ff869e"],
  "category-8": ["#05709a", "#68beeb"],
  "category-9": ["#7a5f00", "#ad8e35"],
  "category-10": ["#a17cc2", "#a27dc2"],

  /** One hue for amounts, from none to all. */
  "amount-0": ["#f3f5f6", "#1e2326"],
  "amount-1": ["#cfe3e6", "#1d4247"],
  "amount-2": ["#8fc2c9", "#2a727a"],
  "amount-3": ["#3f919b", "#55aeb8"],
  "amount-4": ["#0a4f57", "#c3f1f4"],
} as const satisfies Record<string, readonly [light: string, dark: string]>;

/** Measures and fonts, the same in light and dark. */
export const measures = {
  radius: "6px",
  text: "14px",
  small: "12px",
  large: "20px",
  sans: '"Inter Variable", Inter, ui-sans-serif, system-ui, sans-serif',
  mono: '"JetBrains Mono Variable", ui-monospace, monospace',
  quick: "160ms",
} as const;

export type ColorName = keyof typeof colors;
export type MeasureName = keyof typeof measures;

/** A color in light or dark, as "#rrggbb" or "#rrggbbaa". */
export function colorIn(scheme: Scheme, name: ColorName): string {
  return colors[name][scheme === "dark" ? 1 : 0];
}

/**
 * A token as a CSS value: the page's `--clip-<name>` if it sets one, otherwise the default. Colors follow the
 * `color-scheme` of the element that uses them.
 */
export function token(name: ColorName | MeasureName): string {
  if (name in measures) return `var(--clip-${name}, ${measures[name as MeasureName]})`;
  const [light, dark] = colors[name as ColorName];
  return `var(--clip-${name}, light-dark(${light}, ${dark}))`;
}

/** Declarations of all tokens for one scheme, such as "--ink: #1a1b1d;"; names begin with `prefix`. */
export function declarations(scheme: Scheme, prefix: string): string {
  const lines = (Object.keys(colors) as ColorName[]).map(
    (name) => `${prefix}${name}: ${colorIn(scheme, name)};`,
  );
  return [`color-scheme: ${scheme};`, ...lines].join("\n");
}

/**
 * A style sheet that gives a page the same tokens as its own custom properties: light by default, dark under
 * `:root.dark`.
 */
export function tokensCss(prefix = "--"): string {
  const sizes = Object.entries(measures).map(([name, value]) => `${prefix}${name}: ${value};`);
  const shadow = `${prefix}shadow: 0 1px 2px var(${prefix}shadow-near), 0 8px 24px var(${prefix}shadow-far);`;
  return [
    `:root {\n${declarations("light", prefix)}\n}`,
    `:root.dark {\n${declarations("dark", prefix)}\n}`,
    `:root {\n${[...sizes, shadow].join("\n")}\n}`,
    `@media (prefers-reduced-motion: reduce) { :root { ${prefix}quick: 0ms; } }`,
  ].join("\n\n");
}
