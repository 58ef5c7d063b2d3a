// What embedding-atlas's other view, on a database, imports: the view that is raced here does not use it.
export const coordinator = () => undefined;
export const isSelection = () => false;
export const makeClient = () => undefined;
