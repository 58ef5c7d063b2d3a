/** Whether an element is a text field, which has its own undo. */
export const isTyping = (target: HTMLElement): boolean =>
  target instanceof HTMLTextAreaElement ||
  (target instanceof HTMLInputElement && !/^(checkbox|radio|range|button)$/.test(target.type));
