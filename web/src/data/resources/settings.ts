import { asFlag, asText, asTextOrNull, asTexts } from '../read';
import { list, shape } from '../shape';
import type { Read } from '../shape';
import { useQuery } from '@tanstack/react-query';
import { act, get, number, segment } from './common';

const readPackage = shape({
  name: asText,
  title: asText,
  price_cents: number,
  currency: asText,
  directories: number,
  priority: number,
  turnaround_hours: number,
});
export type Package = Read<typeof readPackage>;

const readRule = shape({
  name: asText,
  value: number,
  built_in: number,
  lowest: number,
  most: number,
  changed_by: asTextOrNull,
  changed_at: asTextOrNull,
});
export type Rule = Read<typeof readRule>;

const readSettings = shape({
  rules: list(readRule),
  version: asText,
  packages: list(readPackage),
  pacing: shape({ default_ms: number }),
  retry: shape({ attempts_max: number, first_delay_ms: number, longest_delay_ms: number }),
  login: shape({ failures_max: number, lock_seconds: number, session_seconds: number }),
  totp_available: asFlag,
});

const readUser = shape({
  id: asText,
  email: asText,
  name: asText,
  role: asText,
  active: asFlag,
  has_password: asFlag,
  has_totp: asFlag,
  locked_until: asTextOrNull,
  last_login_at: asTextOrNull,
});
export type User = Read<typeof readUser>;

const readKey = shape({
  id: asText,
  name: asText,
  role: asText,
  prefix: asText,
  created_by: asText,
  created_at: asText,
  last_used_at: asTextOrNull,
  revoked_at: asTextOrNull,
});
export type ApiKey = Read<typeof readKey>;

const readSession = shape({
  id: asText,
  email: asText,
  remote: asText,
  user_agent: asText,
  current: asFlag,
  created_at: asText,
  expires_at: asText,
});
export type StaffSession = Read<typeof readSession>;

const readTotp = shape({ enabled: asFlag, available: asFlag, recovery_codes_left: number });

/** These change only by people who look at them: they are asked for again when one is opened or acted on. */
const onOpen = { staleTime: 0 } as const;

export const settingsKeys = {
  all: ['settings'],
  users: ['settings', 'users'],
  keys: ['settings', 'keys'],
  sessions: ['settings', 'sessions'],
  totp: ['settings', 'totp'],
};

export function useSettings() {
  return useQuery({
    queryKey: ['settings', 'server'],
    queryFn: ({ signal }) => get('/api/staff/settings', readSettings, signal),
  });
}

export function useUsers(isAllowed: boolean) {
  const read = shape({ users: list(readUser) });
  const queryFn = ({ signal }: { signal: AbortSignal }) => get('/api/staff/users', read, signal);
  return useQuery({ queryKey: settingsKeys.users, queryFn, enabled: isAllowed, ...onOpen });
}

export function useApiKeys(isAllowed: boolean) {
  const read = shape({ keys: list(readKey) });
  const queryFn = ({ signal }: { signal: AbortSignal }) => get('/api/staff/api-keys', read, signal);
  return useQuery({ queryKey: settingsKeys.keys, queryFn, enabled: isAllowed, ...onOpen });
}

export function useSessions(everybody: boolean) {
  const read = shape({ sessions: list(readSession) });
  return useQuery({
    queryKey: [...settingsKeys.sessions, everybody],
    queryFn: ({ signal }) => get(`/api/staff/sessions${everybody ? '?all=true' : ''}`, read, signal),
    ...onOpen,
  });
}

export function useTotp() {
  const queryFn = ({ signal }: { signal: AbortSignal }) => get('/api/staff/totp', readTotp, signal);
  return useQuery({ queryKey: settingsKeys.totp, queryFn, ...onOpen });
}

const readLink = shape({ link: asText, mailed: asFlag });
/** A sign-in link that is shown once; `mailed`: it is on its way to the user's address as well. */
export type SignInLink = Read<typeof readLink>;

export async function addUser(email: string, name: string, role: string): Promise<SignInLink> {
  return readLink((await act('/api/staff/users', { email, name, role })).document);
}

export async function makeLink(id: string): Promise<SignInLink> {
  return readLink((await act(`/api/staff/users/${segment(id)}/link`)).document);
}

export const editUser = (
  id: string,
  edit: { role?: string; active?: boolean; remove_totp?: boolean; reason?: string },
) => act(`/api/staff/users/${segment(id)}`, edit, 'PATCH');

export async function addApiKey(name: string, role: string): Promise<string> {
  return asText((await act('/api/staff/api-keys', { name, role })).document['key']);
}

export const revokeApiKey = (id: string) => act(`/api/staff/api-keys/${segment(id)}`, undefined, 'DELETE');
export const revokeSession = (id: string) => act(`/api/staff/sessions/${segment(id)}`, undefined, 'DELETE');
export const setPassword = (current: string, next: string) => act('/api/staff/password', { current, new: next }, 'PUT');

export async function beginTotp(): Promise<{ secret: string; url: string }> {
  const { document } = await act('/api/staff/totp');
  return { secret: asText(document['secret']), url: asText(document['url']) };
}

export async function confirmTotp(code: string): Promise<string[]> {
  return asTexts((await act('/api/staff/totp/confirm', { code })).document['recovery_codes']);
}

export const removeTotp = (code: string) => act('/api/staff/totp/remove', { code });

/** Sets what is named; null takes a rule back to what was built in. */
export async function editRules(rules: Record<string, number | null>, reason: string): Promise<void> {
  await act('/api/staff/settings/rules', { rules, reason }, 'PATCH');
}
