import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { CircleAlert, Plus, SearchX, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { AskDialog } from '@/components/AskDialog';
import { AsyncState } from '@/components/AsyncState';
import { Button, buttonClass } from '@/components/Button';
import { Card, CountPill } from '@/components/Card';
import { TextField } from '@/components/Field';
import { EmptyState } from '@/components/States';
import { useAction } from '@/data/actions';
import { isApiError } from '@/data/http';
import { eraseCustomer, useCustomer } from '@/data/resources/customers';
import type { Customer, CustomerDocument } from '@/data/resources/customers';
import { useMay } from '@/data/session';
import { JobRow } from '@/features/jobs/JobRow';
import { NewJobDialog } from '@/features/jobs/NewJobDialog';
import { Page } from '@/features/shell/Page';
import { strings } from '@/strings';
import { customerStrings as words } from '@/strings/customers';
import { jobStrings } from '@/strings/job';
import { ProfileEditor } from './ProfileEditor';
import { useReveal } from './RevealButton';

function EraseDialog({ customer, onClose }: { customer: Customer; onClose: () => void }) {
  const navigate = useNavigate();
  const [typed, setTyped] = useState('');
  const erase = useAction({
    run: (reason: string) => eraseCustomer(customer.id, typed.trim(), reason),
    done: () => words.erasedDone,
    after: () => void navigate({ to: '/customers' }),
    failed: () => words.eraseFailed,
    refreshes: [['customers'], ['customer', customer.id], ['jobs']],
  });
  return (
    <AskDialog
      title={words.eraseTitle(customer.business_name || strings.jobs.unnamed)}
      action={words.eraseDo}
      isDanger
      isReady={typed.trim().toLowerCase() === customer.email.toLowerCase() && customer.email !== ''}
      onConfirm={(reason) => erase.mutate(reason)}
      onClose={onClose}
    >
      <p>{words.eraseText}</p>
      <TextField
        label={words.eraseConfirm(customer.email)}
        value={typed}
        spellCheck={false}
        onChange={(event) => setTyped(event.target.value)}
      />
    </AskDialog>
  );
}

function Missing({ missing }: { missing: string[] }) {
  if (missing.length === 0) return null;
  return (
    <div role="note" className="mb-4 flex gap-3 rounded-xl bg-warn-soft px-4 py-3 text-sm text-warn">
      <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
      <p>
        <span className="font-semibold">{words.missingTitle}. </span>
        {words.missing} <span className="font-medium">{missing.map(jobStrings.field).join(', ')}</span>
      </p>
    </div>
  );
}

function Content({ document }: { document: CustomerDocument }) {
  const { customer, missing, jobs } = document;
  const mayOperate = useMay('operator');
  const mayErase = useMay('admin');
  const [dialog, setDialog] = useState<'erase' | 'job' | null>(null);
  const reveal = useReveal(customer.id);
  const isErased = customer.status === 'erased';
  return (
    <>
      {!isErased && <Missing missing={missing} />}
      <div className="grid items-start gap-4 xl:grid-cols-[minmax(0,1fr)_26rem] xl:gap-5">
        <ProfileEditor document={document} mayEdit={mayOperate && !isErased} />
        <div className="flex min-w-0 flex-col gap-4">
          <Card
            title={words.jobs}
            badge={<CountPill value={jobs.length} />}
            action={
              mayOperate &&
              !isErased && (
                <Button onClick={() => setDialog('job')}>
                  <Plus aria-hidden className="size-3.5" />
                  {words.newJob}
                </Button>
              )
            }
          >
            {jobs.length === 0 ? (
              <p className="px-4 py-6 text-center text-sm text-ink-2">{words.noJobs}</p>
            ) : (
              <ul aria-label={words.jobs}>
                {jobs.map((job) => (
                  <li key={job.id}>
                    <JobRow job={job} />
                  </li>
                ))}
              </ul>
            )}
          </Card>
          {mayErase && !isErased && (
            <Button
              kind="quiet"
              className="self-start text-bad"
              onClick={() => {
                // The address that is to be typed must be readable.
                if (document.contacts === 'masked') reveal.mutate(undefined, { onSuccess: () => setDialog('erase') });
                else setDialog('erase');
              }}
            >
              <Trash2 aria-hidden className="size-3.5" />
              {words.erase}
            </Button>
          )}
        </div>
      </div>
      {dialog === 'erase' && <EraseDialog customer={customer} onClose={() => setDialog(null)} />}
      {dialog === 'job' && (
        <NewJobDialog
          customer={{ id: customer.id, name: customer.business_name || customer.email }}
          onClose={() => setDialog(null)}
        />
      )}
    </>
  );
}

/** Who bought: the profile that is submitted, the jobs, and the way out of our memory. */
export function CustomerPage() {
  const { customerId } = useParams({ from: '/shell/customers/$customerId' });
  const customer = useCustomer(customerId);
  const known = customer.data?.customer;
  const name = known
    ? known.business_name || (known.status === 'erased' ? words.erased : strings.jobs.unnamed)
    : words.title;
  return (
    <Page title={name} parent={{ to: '/customers', label: words.title }}>
      {isApiError(customer.error, 404) || isApiError(customer.error, 400) ? (
        <EmptyState
          icon={SearchX}
          title={words.notFoundTitle}
          action={
            <Link to="/customers" className={buttonClass('primary')}>
              {words.toAll}
            </Link>
          }
        >
          {words.notFound}
        </EmptyState>
      ) : (
        <AsyncState query={customer} rows={8}>
          {(document) => <Content key={customerId} document={document} />}
        </AsyncState>
      )}
    </Page>
  );
}
