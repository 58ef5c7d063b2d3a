/** The exit code after Ctrl-C. */
export const CANCELLED = 130;
