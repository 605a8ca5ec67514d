import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { SearchField } from '@/components/SearchField';
import { suggest } from '@/data/resources/jobs';
import type { Suggestion } from '@/data/resources/jobs';
import { longestSearchBytes } from '@/data/types';
import { cutToBytes } from '@/lib/text';
import { strings } from '@/strings';
import { jobsStrings } from '@/strings/jobs';
import { readJobsSearch } from './filter';
import type { JobsSearch } from './filter';

/** A search starts when the typing pauses. */
const typingPauseMs = 250;
const fewestLetters = 2;

/** The search of the jobs list: finds while one types, and offers what the words may mean. */
export function JobSearch({ search }: { search: JobsSearch }) {
  const navigate = useNavigate();
  const [text, setText] = useState(search.q ?? '');
  const wanted = cutToBytes(text.trim(), longestSearchBytes);

  useEffect(() => setText(search.q ?? ''), [search.q]);

  useEffect(() => {
    if (wanted === (search.q ?? '')) return undefined;
    const timer = setTimeout(() => {
      void navigate({
        to: '/jobs',
        search: ({ q: _old, ...rest }) => (wanted ? { ...rest, q: wanted } : rest),
        replace: true,
      });
    }, typingPauseMs);
    return () => clearTimeout(timer);
  }, [wanted, search.q, navigate]);

  const found = useQuery({
    queryKey: ['suggest', search.q ?? ''],
    queryFn: ({ signal }) => suggest(search.q ?? '', signal),
    enabled: (search.q ?? '').length >= fewestLetters,
    staleTime: 30_000,
    retry: false,
  });

  function choose(suggestion: Suggestion): void {
    setText('');
    const { q: _typed, ...rest } = search;
    // A job has a page of its own; everything else narrows the list.
    if (suggestion.kind === 'job') void navigate({ to: '/jobs/$jobId', params: { jobId: suggestion.value } });
    else void navigate({ to: '/jobs', search: { ...rest, ...readJobsSearch(suggestion.query) } });
  }

  return (
    <SearchField
      label={strings.jobs.search}
      placeholder={strings.jobs.searchHint}
      value={text}
      onChange={setText}
      suggestionsLabel={jobsStrings.suggestions}
      suggestions={(wanted.length < fewestLetters ? [] : (found.data ?? [])).map((each) => ({
        key: `${each.kind} ${each.value}`,
        label: each.label,
        note: jobsStrings.kinds[each.kind] ?? each.kind,
        choose: () => choose(each),
      }))}
    />
  );
}
