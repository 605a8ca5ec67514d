import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { ListChecks } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import { getJobs } from '@/data/api';
import { cutToBytes } from '@/lib/text';
import { longestSearchBytes } from '@/data/types';
import { jobStatusNames, strings } from '@/strings';
import { paletteStrings as words } from '@/strings/shell';
import type { Command } from './useCommands';

const typingPauseMs = 120;
const fewestLetters = 2;
const mostFound = 8;

function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), typingPauseMs);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}

/** What the data holds under the typed words. */
export function useFound(text: string): Command[] {
  const navigate = useNavigate();
  const q = cutToBytes(useSettled(text).trim(), longestSearchBytes);
  const jobs = useQuery({
    queryKey: ['palette', q],
    queryFn: ({ signal }) => getJobs({ state: 'all', q }, mostFound, null, signal),
    enabled: q.length >= fewestLetters,
    staleTime: 10_000,
    placeholderData: (previous) => previous,
  });
  return useMemo(() => {
    if (q.length < fewestLetters) return [];
    return (jobs.data?.jobs ?? []).map((job) => ({
      id: `job ${job.id}`,
      group: words.groups.jobs,
      label: job.business_name || strings.jobs.unnamed,
      icon: ListChecks,
      hint: jobStatusNames[job.status],
      run: () => void navigate({ to: '/jobs/$jobId', params: { jobId: job.id } }),
    }));
  }, [q, jobs.data, navigate]);
}
