import type { Tone } from '@/components/Badge';
import type { Directory } from '@/data/resources/directories';
import { directoryStrings } from '@/strings/directories';

/** Fewer ended attempts say nothing about a directory. */
const fewestAttempts = 3;
const troubledBelow = 0.5;
const fineFrom = 0.8;

export function isTroubled({ health }: Directory): boolean {
  return health.attempts >= fewestAttempts && (health.success_rate ?? 1) < troubledBelow;
}

export function rateTone({ health }: Directory): Tone {
  if (health.success_rate === null || health.attempts < fewestAttempts) return 'idle';
  if (health.success_rate >= fineFrom) return 'good';
  return health.success_rate < troubledBelow ? 'bad' : 'warn';
}

export type Group = keyof typeof directoryStrings.groups;

export function isInGroup(directory: Directory, group: Group): boolean {
  if (group === 'all') return true;
  if (group === 'paused') return directory.paused;
  return group === 'trouble' ? isTroubled(directory) : directory.policy === group;
}

export function isFound(directory: Directory, words: string): boolean {
  const text = `${directory.name} ${directory.title} ${directory.host} ${directory.category}`.toLowerCase();
  return words
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}
