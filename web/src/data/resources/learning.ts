import { asFlag, asText, asTextOrNull } from '../read';
import { list, orNull, shape } from '../shape';
import type { Read } from '../shape';
import { useSnapshot } from '../snapshots';
import { act, get, number, segment } from './common';

const arm = shape({ successes: number, trials: number, rate: number, low: number, high: number });
const readExperiment = shape({
  id: asText,
  kind: asText,
  arm_a: asText,
  arm_b: asText,
  alpha: number,
  status: asText,
  winner: asTextOrNull,
  e_value: number,
  reason: asText,
  started_by: asText,
  started_at: asText,
  ended_at: asTextOrNull,
  a: arm,
  b: arm,
});
export type Experiment = Read<typeof readExperiment>;

const readLearning = shape({
  position: number,
  recipes: list(shape({ version: number, active: asFlag, fingerprint: asText })),
  canary: orNull(
    shape({ looked_at: asText, next_at: asText, outcome: asText, reason: asText, failures: number, held: asFlag }),
  ),
  experiments: list(readExperiment),
});
export type Learning = Read<typeof readLearning>;

export const learningKey = (name: string) => ['learning', name] as const;

/** What the system knows of a directory's form: its last look, and what is tried side by side. */
export function useLearning(name: string) {
  return useSnapshot(learningKey(name), (signal) =>
    get(`/api/staff/directories/${segment(name)}/learning`, readLearning, signal),
  );
}

export interface NewExperiment {
  kind: 'recipe' | 'text';
  arm_a: string;
  arm_b: string;
  reason: string;
}

export const askForLook = (name: string) => act(`/api/staff/directories/${segment(name)}/canary`);
export const startExperiment = (name: string, wanted: NewExperiment) =>
  act(`/api/staff/directories/${segment(name)}/experiments`, wanted);
export const stopExperiment = (id: string, reason: string) =>
  act(`/api/staff/experiments/${segment(id)}/stop`, { reason });
