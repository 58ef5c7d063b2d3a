/** How a program in Node brings the built-in data and model along, for `openStudy`: imports, and a property. */
export const builtinCode: Readonly<
  Record<"data" | "models", { imports: Readonly<Record<string, readonly string[]>>; property: string }>
> = {
  data: {
    imports: {
      "@clipscope/datasets/renditions": ["openRenditionsDataset"],
      "@clipscope/datasets/renditions/prepare": ["prepareRenditions"],
    },
    property: `data: {
    renditions: async (parts) => openRenditionsDataset(await prepareRenditions(), parts && { renditions: parts }),
  }`,
  },
  models: {
    imports: { "@clipscope/mini": ["miniFolder"] },
    property: "models: { mini: miniFolder() }",
  },
};
