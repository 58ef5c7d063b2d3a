/** A drawing style: an npm package of icons, with a description of its look. */
export interface RenditionSource {
  /** Id, which is also the package name: `@iconify-json/<id>`. */
  id: string;
  title: string;
  /** A few words describing the style. */
  style: string;
}

/** The twelve sets, in dataset order. */
export const sources: readonly RenditionSource[] = [
  { id: "twemoji", title: "Twemoji", style: "flat color, no outlines" },
  { id: "noto", title: "Noto Emoji", style: "color with soft gradients and shading" },
  { id: "noto-v1", title: "Noto Emoji v1", style: "color, flat shading; the faces are blobs" },
  { id: "openmoji", title: "OpenMoji", style: "flat color with black outlines" },
  { id: "fluent-emoji", title: "Fluent Emoji", style: "glossy color with many gradients" },
  { id: "fluent-emoji-flat", title: "Fluent Emoji Flat", style: "flat color, no outlines" },
  {
    id: "fluent-emoji-high-contrast",
    title: "Fluent Emoji High Contrast",
    style: "black on white, solid shapes",
  },
  { id: "fxemoji", title: "Firefox OS Emoji", style: "flat color, few details" },
  { id: "emojione", title: "Emoji One", style: "flat color with plain shading" },
  { id: "emojione-v1", title: "Emoji One v1", style: "flat color in muted tones, little shading" },
  { id: "emojione-monotone", title: "Emoji One Monotone", style: "black on white, solid shapes" },
  { id: "streamline-emojis", title: "Streamline Emojis", style: "flat color with dark blue outlines" },
];
