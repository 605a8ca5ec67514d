import type { Job, Notice, Result } from './types';

export function jobWords(job: Job): string {
  if (job.payment_state === 'disputed') return 'On hold: the payment is disputed';
  if (job.payment_state === 'refunded') return 'Refunded';
  switch (job.status) {
    case 'pending':
      return 'Waits for your business profile';
    case 'queued':
      return 'Starts in a moment';
    case 'in_progress':
      return job.paused ? 'Paused' : `${job.directories_done} of ${job.directories_total} directories`;
    case 'completed':
      return 'Done';
    case 'failed':
      return 'Ended without a listing';
    case 'cancelled':
      return 'Cancelled';
  }
}

export type Tone = 'idle' | 'run' | 'good' | 'warn' | 'bad';

/** What became of a directory, as report_csv.cpp says it too. */
export function outcome(result: Result): { text: string; tone: Tone; why?: string } {
  if (result.gone)
    return { text: 'No longer found', tone: 'warn', why: 'We looked again and did not find the listing.' };
  switch (result.status) {
    case 'submitted':
      if (result.listing_url) return { text: 'Live', tone: 'good' };
      return result.verdict === 'accepted'
        ? { text: 'Accepted', tone: 'good' }
        : { text: 'In review', tone: 'good', why: 'The directory has it and looks at it before it goes live.' };
    case 'failed':
      if (result.verdict === 'rejected')
        return { text: 'Refused', tone: 'bad', why: 'The directory refused the entry.' };
      if (result.verdict === 'unreachable')
        return { text: 'Not reached', tone: 'bad', why: 'The directory did not answer.' };
      if (result.verdict === 'blocked')
        return { text: 'Blocked', tone: 'bad', why: 'The directory takes no submissions from us.' };
      return { text: 'Not taken', tone: 'bad' };
    case 'skipped':
      return result.verdict === 'duplicate'
        ? { text: 'Already listed', tone: 'idle', why: 'The directory had your business before.' }
        : { text: 'Left out', tone: 'idle' };
    case 'action_required':
      return { text: 'Waits', tone: 'warn', why: 'A person has to do something first.' };
    case 'submitting':
      return { text: 'Being submitted', tone: 'run' };
    default:
      return { text: 'Waiting', tone: 'idle' };
  }
}

/** What the listing shows of the business, as report_csv.cpp says it too. */
export function napWords({ nap = {} }: Result): string {
  const facts = (isRight: boolean): string =>
    (['name', 'address', 'phone', 'website'] as const).filter((fact) => nap[fact] === isRight).join(', ');
  const [right, wrong] = [facts(true), facts(false)];
  return [right && `Right: ${right}.`, wrong && `Differs: ${wrong}.`].filter(Boolean).join(' ');
}

export function noticeWords({ event, directory }: Notice): string {
  const at = directory ?? 'a directory';
  const texts: Record<string, string> = {
    order_created: 'Your order came in.',
    flow_started: 'We started with your submissions.',
    submitted: `Submitted to ${at}.`,
    action_required: `${at} needs a person to go on.`,
    job_finalized: 'All directories are done.',
    cancelled: 'The order was cancelled.',
    payment_changed: 'Your payment changed.',
    listing_gone: `Your listing at ${at} is no longer found.`,
    listing_back: `Your listing at ${at} is back.`,
  };
  return texts[event] ?? event;
}

export const actionWords: Record<string, { title: string; what: string }> = {
  confirm_email: {
    title: 'Confirm your e-mail address',
    what: 'The directory has sent you an e-mail with a link. Open the link, then tell us here.',
  },
  needs_login: {
    title: 'An account is needed',
    what: 'The directory lists only businesses that have an account there. Make one and add your business, or leave it out.',
  },
  needs_payment: { title: 'The directory wants a fee', what: 'Decide whether it is worth it to you, or leave it out.' },
  needs_document: {
    title: 'A document is needed',
    what: 'Send a picture of the document that the directory asks for.',
  },
};
