// Imported by embedding-atlas's database view, which the view measured here does not use.
export const coordinator = () => undefined;
export const isSelection = () => false;
export const makeClient = () => undefined;
