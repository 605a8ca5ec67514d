import { asFlag, asNumber, asNumberOrNull, asRow, asText, asTextOrNull, asTexts } from '../read';
import { request } from '../http';
import { list, orNull, shape } from '../shape';
import type { Read, Reader } from '../shape';
import { useSnapshot } from '../snapshots';
import { act, get, number, segment } from './common';
import { readAttempt } from './attempts';

const flagOrNull: Reader<boolean | null> = (value) => (value === null || value === undefined ? null : asFlag(value));

const readRecipe = shape({
  version: number,
  fingerprint: asText,
  active: asFlag,
  successes: number,
  failures: number,
  created_at: asText,
});
export type Recipe = Read<typeof readRecipe>;

const readDirectory = shape({
  name: asText,
  title: asText,
  website: asText,
  submission_url: asText,
  host: asText,
  category: asText,
  policy: asText,
  active: asFlag,
  paused: asFlag,
  paused_reason: asTextOrNull,
  pacing_ms: number,
  attempts_max: number,
  domain_authority: asNumberOrNull,
  requires_login: flagOrNull,
  has_captcha: flagOrNull,
  despite_robots: asFlag,
  captcha_service: asFlag,
  health: shape({
    attempts: number,
    success_rate: asNumberOrNull,
    median_ms: asNumberOrNull,
    last_success_at: asTextOrNull,
    last_attempt_at: asTextOrNull,
    last_verdicts: asTexts,
    waiting: number,
  }),
  recipe: orNull(readRecipe),
});
export type Directory = Read<typeof readDirectory>;

const readDirectories = shape({ position: number, directories: list(readDirectory) });
const readDocument = shape({
  position: number,
  directory: readDirectory,
  recipes: list(readRecipe),
  attempts: list(readAttempt),
  drift: shape({ drifted: asFlag, reason: asText }),
});
export type DirectoryDocument = Read<typeof readDocument>;

export function useDirectories() {
  return useSnapshot(['directories'], (signal) => get('/api/staff/directories', readDirectories, signal));
}

export function useDirectory(name: string) {
  return useSnapshot(['directory', name], (signal) => get(path(name), readDocument, signal));
}

export interface DirectoryEdit {
  title?: string;
  website?: string;
  submission_url?: string;
  category?: string;
  policy?: string;
  active?: boolean;
  captcha_service?: boolean;
  pacing_ms?: number;
  attempts_max?: number;
  reason?: string;
}

const path = (name: string): string => `/api/staff/directories/${segment(name)}`;

export const pauseDirectory = (name: string, reason: string) => act(`${path(name)}/pause`, { reason });
export const resumeDirectory = (name: string) => act(`${path(name)}/resume`);
export const editDirectory = (name: string, edit: DirectoryEdit) => act(path(name), edit, 'PATCH');

export interface Imported {
  total: number;
  inserted: number;
  updated: number;
}

/** All or nothing; with `isTrial` nothing is written. */
export async function importDirectories(format: 'csv' | 'yaml', text: string, isTrial: boolean): Promise<Imported> {
  const { document } = await act('/api/staff/directories/import', { format, text, dry_run: isTrial });
  return {
    total: asNumber(document['total']),
    inserted: asNumber(document['inserted']),
    updated: asNumber(document['updated']),
  };
}

const readProbe = shape({
  url: asText,
  status: number,
  title: asText,
  page: asText,
  reason: asText,
  robots: asText,
  captchas: asTexts,
  visited: asTexts,
  form: orNull(
    shape({
      complete: asFlag,
      button: asText,
      fields: list(
        shape({
          label: asText,
          name: asText,
          type: asText,
          meaning: asText,
          confidence: number,
          required: asFlag,
          trap: asFlag,
          fill: asTextOrNull,
          unfilled: asText,
        }),
      ),
    }),
  ),
});
export type Probe = Read<typeof readProbe> & { picture: string | null };

/** Opens the directory's page as an attempt would; takes seconds. Nothing is filled or sent. */
export async function probeDirectory(name: string): Promise<Probe> {
  const answer = asRow(await request(`${path(name)}/probe`, { method: 'POST' }));
  const picture = asTextOrNull(answer['picture']);
  return { ...readProbe(answer['probe']), picture: picture?.startsWith('data:image/jpeg;base64,') ? picture : null };
}
