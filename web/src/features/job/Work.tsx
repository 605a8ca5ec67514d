import { useNavigate, useSearch } from '@tanstack/react-router';
import { Card } from '@/components/Card';
import { Chips } from '@/components/Chips';
import type { JobDetail } from '@/data/types';
import { jobPageStrings as words } from '@/strings/jobPage';
import { LogStream } from './LogStream';
import { Results } from './Results';
import { Waterfall } from './Waterfall';

type View = keyof typeof words.tabs;

/** The work of a job from three sides: by directory, by attempt, by time. */
export function Work({ detail }: { detail: JobDetail }) {
  const { view = 'directories' } = useSearch({ from: '/shell/jobs/$jobId' });
  const navigate = useNavigate();
  const jobId = detail.job.id;
  const choose = (next: View): void =>
    void navigate({
      to: '/jobs/$jobId',
      params: { jobId },
      search: next === 'directories' ? {} : { view: next },
      replace: true,
      resetScroll: false,
    });
  return (
    <div className="min-w-0">
      <div className="mb-2.5">
        <Chips
          label={words.view}
          value={view}
          onChange={choose}
          options={Object.entries(words.tabs) as [View, string][]}
        />
      </div>
      {view === 'directories' && <Results results={detail.results} actions={detail.actions} />}
      {view === 'attempts' && (
        <Card title={words.tabs.attempts}>
          <Waterfall jobId={jobId} />
        </Card>
      )}
      {view === 'log' && (
        <Card title={words.tabs.log}>
          <LogStream history={detail.history} jobId={jobId} />
        </Card>
      )}
    </div>
  );
}
