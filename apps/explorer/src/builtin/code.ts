/** How a Node program passes the built-in data and model to `openStudy`: its imports, and a property of the options. */
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
