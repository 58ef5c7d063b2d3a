/** The exit code of a program that Ctrl-C ended. */
export const CANCELLED = 130;
