import { useCallback, useEffect, useRef, useState } from 'react';
import { call, Refused, words, type FieldProblem } from './api';
import type { Profile } from './types';

interface Answer {
  profile: Profile;
  draft: Profile | null;
  updated_at: string;
  problems: FieldProblem[];
  terms_version: string;
}

const saveAfterMs = 700;
const carriedOver = 'bolt-site-facts';

/** What the free check of a website found, for the form that is opened next. */
export function carryOver(profile: Profile): void {
  try {
    sessionStorage.setItem(carriedOver, JSON.stringify(profile));
  } catch {
    // Storage may be switched off: the form starts empty.
  }
}
function takeOver(): Profile {
  try {
    const text = sessionStorage.getItem(carriedOver);
    sessionStorage.removeItem(carriedOver);
    return text ? (JSON.parse(text) as Profile) : {};
  } catch {
    return {};
  }
}

/** The profile form's state: what is typed is kept by the server as a draft, which also says what is wrong with it. */
export function useProfile() {
  const [profile, setProfile] = useState<Profile>();
  const [problems, setProblems] = useState<FieldProblem[]>([]);
  const [failure, setFailure] = useState('');
  const [saved, setSaved] = useState<'' | 'saving' | 'draft' | 'failed'>('');
  const known = useRef({ updated_at: '', terms: '' });
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const turn = useRef(0);

  const saveDraft = useCallback((next: Profile) => {
    clearTimeout(timer.current);
    const mine = ++turn.current;
    setSaved('saving');
    timer.current = setTimeout(() => {
      call<{ problems: FieldProblem[] }>('PUT', '/api/my/profile/draft', { profile: next }).then(
        (answer) => {
          if (mine !== turn.current) return;
          setProblems(answer.problems);
          setSaved('draft');
        },
        () => mine === turn.current && setSaved('failed'),
      );
    }, saveAfterMs);
  }, []);

  const change = useCallback(
    (fields: Profile) =>
      setProfile((now) => {
        const next = { ...now, ...fields };
        saveDraft(next);
        return next;
      }),
    [saveDraft],
  );

  useEffect(() => {
    call<Answer>('GET', '/api/my/profile').then(
      (answer) => {
        known.current = { updated_at: answer.updated_at, terms: answer.terms_version };
        const found = takeOver();
        const start = { ...found, ...answer.profile, ...answer.draft };
        setProfile(start);
        setProblems(answer.problems);
        if (answer.draft ?? Object.keys(found).length) saveDraft(start);
      },
      (error: unknown) => setFailure(words(error)),
    );
    return () => clearTimeout(timer.current);
  }, [saveDraft]);

  /** Saves for good; gives the problems, none when it is done. */
  const save = useCallback(
    async (isAgreed: boolean, isAnyway: boolean): Promise<FieldProblem[]> => {
      clearTimeout(timer.current);
      turn.current += 1;
      try {
        await call('PUT', '/api/my/profile', {
          profile,
          updated_at: known.current.updated_at,
          terms: isAgreed ? known.current.terms : '',
          website_anyway: isAnyway,
        });
        return [];
      } catch (error) {
        const found = error instanceof Refused ? error.problems : [];
        setProblems(found);
        if (found.length) return found;
        throw error;
      }
    },
    [profile],
  );
  return { profile, problems, failure, saved, change, save };
}
