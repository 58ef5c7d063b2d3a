import { type MapMethods, type MethodHow, mapMethods } from "./methods.js";

/** Calls a method in this process. */
export function callMaps<M extends keyof MapMethods>(
  method: M,
  argument: Parameters<MapMethods[M]>[0],
  how: MethodHow = {},
): ReturnType<MapMethods[M]> {
  const call = mapMethods[method] as (argument: unknown, how: MethodHow) => unknown;
  return call(argument, how) as ReturnType<MapMethods[M]>;
}
