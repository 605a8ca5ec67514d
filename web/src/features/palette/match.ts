const marks = /\p{M}+/gu;
const plain = (text: string): string => text.normalize('NFD').replace(marks, '').toLowerCase();

/** Whether every typed word begins some word of `label`, whatever the order. */
export function matches(typed: string, label: string): boolean {
  const words = plain(label).split(/[^\p{L}\p{N}]+/u);
  return plain(typed)
    .split(/\s+/)
    .filter(Boolean)
    .every((wanted) => words.some((word) => word.startsWith(wanted)));
}
