import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { AsyncState } from '@/components/AsyncState';
import { Button } from '@/components/Button';
import { Dialog } from '@/components/Dialog';
import { ExternalLink } from '@/components/ExternalLink';
import { TextArea, TextField } from '@/components/Field';
import { EmptyState } from '@/components/States';
import { isApiError } from '@/data/http';
import { asText } from '@/data/read';
import { useActionItem } from '@/data/resources/inbox';
import type { ActionItem } from '@/data/resources/inbox';
import { useMay } from '@/data/session';
import type { Profile, Result } from '@/data/types';
import { ProfileCard } from '@/features/job/ProfileCard';
import { SentValues } from '@/features/job/ResultDetail';
import { Inbox } from 'lucide-react';
import { inboxStrings as words } from '@/strings/inbox';
import { jobStrings } from '@/strings/job';
import { ItemOwner } from './ItemOwner';
import { useInboxActions } from './useInboxActions';

const largestProof = 1_048_576;

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="min-w-0">
      <h3 className="mb-2 text-xs font-semibold text-ink-2">{title}</h3>
      {children}
    </section>
  );
}

function Proof({ item }: { item: ActionItem }) {
  const { prove } = useInboxActions(item);
  const [isTooLarge, setTooLarge] = useState(false);
  return (
    <Section title={words.proof}>
      <label className="block text-sm">
        <span className="sr-only">{words.uploadProof}</span>
        <input
          type="file"
          accept="image/jpeg,image/png,image/webp"
          disabled={prove.isPending}
          onChange={(event) => {
            const file = event.target.files?.[0];
            setTooLarge((file?.size ?? 0) > largestProof);
            if (file && file.size <= largestProof) prove.mutate(file);
          }}
          className="w-full text-xs text-ink-2 file:mr-3 file:h-8 file:cursor-pointer file:rounded-lg file:border file:border-line-strong file:bg-surface file:px-3 file:text-sm file:font-medium file:text-ink"
        />
      </label>
      <p role="status" className="mt-1 text-xs text-ink-3">
        {isTooLarge ? words.proofTooLarge : item.proof ? words.proofKept : words.proofHint}
      </p>
    </Section>
  );
}

function Answer({ item, missing, onDone }: { item: ActionItem; missing: string[]; onDone: () => void }) {
  const { resolve } = useInboxActions(item);
  const [note, setNote] = useState('');
  const [listing, setListing] = useState('');
  const isListable = item.answers.includes('submitted');
  // A profile is completed where it is edited; the job then goes on by itself.
  const answers = item.answers.filter((answer) => answer !== 'profile' || missing.length === 0);
  return (
    <Section title={words.answer}>
      <div className="flex flex-col gap-3">
        {isListable && (
          <TextField
            label={words.listing}
            hint={words.listingHint}
            type="url"
            maxLength={2048}
            value={listing}
            onChange={(event) => setListing(event.target.value)}
          />
        )}
        <TextArea
          label={words.note}
          hint={words.noteHint}
          rows={2}
          maxLength={2000}
          value={note}
          onChange={(event) => setNote(event.target.value)}
        />
        <div className="flex flex-wrap gap-2">
          {answers.map((answer, index) => (
            <Button
              key={answer}
              kind={answer === 'cancel_job' ? 'danger' : index === 0 ? 'primary' : 'plain'}
              disabled={resolve.isPending}
              onClick={() =>
                resolve.mutate(
                  {
                    answer,
                    ...(note.trim() ? { note: note.trim() } : {}),
                    ...(answer === 'submitted' && listing.trim() ? { listing_url: listing.trim() } : {}),
                  },
                  { onSuccess: onDone },
                )
              }
            >
              {words.answers[answer] ?? answer.replaceAll('_', ' ')}
            </Button>
          ))}
        </div>
      </div>
    </Section>
  );
}

interface ContentProps {
  item: ActionItem;
  submission: Result | null;
  profile: Profile;
  missing: string[];
  onDone: () => void;
}

function Content({ item, submission, profile, missing, onDone }: ContentProps) {
  const mayOperate = useMay('operator');
  const link = asText(item.details['url'] ?? item.details['link']);
  const texts = [submission?.error_message ?? '', ...(submission?.reasons ?? [])].filter(Boolean);
  // The error is often the first reason, written with a capital letter.
  const known = [...new Map(texts.map((text) => [text.toLowerCase(), text])).values()];
  return (
    <div className="flex flex-col gap-5 p-4">
      <div className="flex flex-wrap items-center gap-x-5 gap-y-2 text-sm">
        <ItemOwner item={item} />
        {item.directory_url && <ExternalLink url={item.directory_url}>{words.openSite}</ExternalLink>}
        {link && <ExternalLink url={link}>{words.openLink}</ExternalLink>}
        <Link
          to="/jobs/$jobId"
          params={{ jobId: item.job_id }}
          className="rounded font-medium underline-offset-4 hover:underline"
        >
          {words.job}
        </Link>
      </div>
      {known.length > 0 && (
        <Section title={words.details}>
          <ul className="flex flex-col gap-1.5 text-sm text-ink-2">
            {known.map((reason, index) => (
              <li key={index} dir="auto" className="border-l-2 border-line-strong pl-3 first-letter:uppercase">
                {reason}
              </li>
            ))}
          </ul>
        </Section>
      )}
      {missing.length > 0 && (
        <Section title={words.missing}>
          <p className="text-sm font-medium text-warn">{missing.map(jobStrings.field).join(', ')}</p>
        </Section>
      )}
      {mayOperate && item.status !== 'resolved' && (
        <>
          {item.result_id && <Proof item={item} />}
          <Answer item={item} missing={missing} onDone={onDone} />
        </>
      )}
      {submission && submission.fields.length > 0 && (
        <Section title={jobStrings.detail.sent}>
          <SentValues result={submission} />
        </Section>
      )}
      <ProfileCard profile={profile} missing={missing} />
    </div>
  );
}

/** Everything a person needs to settle one item: the site, what is known, the values to enter, and the answers. */
export function ItemDialog({ id, onClose }: { id: string; onClose: () => void }) {
  const item = useActionItem(id);
  const name = item.data?.item.directory_title || item.data?.item.summary || words.title;
  return (
    <Dialog size="side" title={name} onClose={onClose}>
      {isApiError(item.error, 404) ? (
        <EmptyState icon={Inbox} title={words.gone} />
      ) : (
        <AsyncState query={item} rows={8}>
          {(data) => <Content {...data} onDone={onClose} />}
        </AsyncState>
      )}
    </Dialog>
  );
}
