import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { jobStrings } from '@/strings/job';
import { makeChange, makeJob } from '@/test/factories';
import { openApp } from '@/test/app';
import type { App } from '@/test/app';

const bistro = {
  id: 'r1',
  job_id: 'job-1',
  directory_name: 'bistro-list',
  directory_title: 'Bistro List',
  directory_url: 'https://bistro-list.example/submit',
  status: 'submitted',
  verdict: 'accepted',
  confidence: 0.973,
  lane: 'browser',
  attempts: 2,
  listing_url: 'https://bistro-list.example/listing/1',
  evidence: { before: 'job-1/r1-before.jpg', after: 'job-1/r1-after.jpg' },
  payload: { fields: [{ label: 'Your name *', meaning: 'business_name', value: '<b>Salt</b>' }] },
  verified_at: '2026-11-23T11:05:00+00:00',
  response_log: {
    reasons: ['new_text: Thank you'],
    listing: { url: 'https://bistro-list.example/listing/1', name: true, phone: true, address: false, website: null },
  },
};
const lantern = {
  ...bistro,
  id: 'r2',
  directory_name: 'lantern',
  directory_title: 'Local Lantern',
  status: 'failed',
  verdict: 'rejected',
  listing_url: 'javascript:alert(1)',
  error_message: 'Phone must be 10 digits',
  evidence: { before: '../../etc/passwd', after: null },
};

function open(job = {}, more = {}): App {
  return openApp('/jobs/job-1', {
    'GET /api/staff/jobs/job-1': () => ({
      position: 1,
      job: makeJob(job),
      profile: {
        business_name: 'Saltwater Bistro',
        website: 'javascript:alert(2)',
        social_links: {},
        hours: { mon: [{ opens: '09:00', closes: '17:00' }], sun: [] },
      },
      results: [bistro, lantern],
      history: [{ id: 1, job_id: 'job-1', event: 'job_started', details: {}, created_at: '2026-11-23T11:00:00+00:00' }],
      ...more,
    }),
  });
}

const rowOf = async (name: string): Promise<HTMLElement> => {
  const button = await screen.findByRole('button', { name: new RegExp(`details of ${name}`) });
  return button.closest('[role=row]') as HTMLElement;
};

describe('job page', () => {
  it('should list the directories with what needs eyes first', async () => {
    open();
    const rows = within(await screen.findByRole('table'))
      .getAllByRole('row')
      .slice(1);
    expect(rows[0]).toHaveTextContent('Local Lantern');
    expect(rows[0]).toHaveTextContent('Phone must be 10 digits');
    expect(rows[1]).toHaveTextContent(/Bistro List.*Submitted.*Accepted.*97 %.*2 · Browser/);
  });

  it('should link to listings on http(s) only, and without handing over the window', async () => {
    open();
    const link = within(await rowOf('Bistro List')).getByRole('link');
    expect(link).toHaveAttribute('href', 'https://bistro-list.example/listing/1');
    expect(link.getAttribute('rel')).toContain('noopener');
    expect(within(await rowOf('Local Lantern')).queryByRole('link')).toBeNull();
    expect(document.querySelector('a[href^="javascript"]')).toBeNull();
  });

  it('should open a row to reasons, sent values and pictures', async () => {
    open();
    await userEvent.click(within(await rowOf('Bistro List')).getByRole('button'));
    expect(screen.getByText('New text: Thank you')).toBeVisible();
    expect(screen.getByText('<b>Salt</b>')).toBeVisible();
    const [before, after] = screen.getAllByRole('img').map((image) => image.getAttribute('src'));
    expect(before).toBe('/api/staff/evidence/job-1/r1-before.jpg');
    expect(after).toBe('/api/staff/evidence/job-1/r1-after.jpg');
  });

  it('should tell which facts the listing shows, and nothing of those the profile has not', async () => {
    open();
    await userEvent.click(within(await rowOf('Bistro List')).getByRole('button'));
    const facts = screen.getByText('Listing verified:').parentElement as HTMLElement;
    expect(facts).toHaveTextContent('Listing verified:name ✓address ✗phone ✓');
    expect(facts).not.toHaveTextContent('website');
  });

  it('should enlarge a picture and change between before and after', async () => {
    open();
    await userEvent.click(within(await rowOf('Bistro List')).getByRole('button'));
    await userEvent.click(screen.getByRole('button', { name: /Enlarge: Before/ }));
    const dialog = screen.getByRole('dialog', { name: /Bistro List/ });
    expect(within(dialog).getByRole('img')).toHaveAttribute('src', expect.stringContaining('before'));
    await userEvent.click(within(dialog).getByRole('button', { name: jobStrings.detail.after }));
    expect(within(dialog).getByRole('img')).toHaveAttribute('src', expect.stringContaining('after'));
    await userEvent.click(within(dialog).getByRole('button', { name: 'Close' }));
    expect(screen.queryByRole('dialog')).toBeNull();
  });

  it('should link the text of a form sent without a browser instead of showing it as a picture', async () => {
    open({}, { results: [{ ...lantern, evidence: { before: 'job-1/a-before.txt', after: 'job-1/a-after.txt' } }] });
    await userEvent.click(within(await rowOf('Local Lantern')).getByRole('button'));
    expect(screen.queryByRole('img')).toBeNull();
    const links = screen.getAllByRole('link', { name: jobStrings.detail.text });
    expect(links.map((link) => link.getAttribute('href'))).toEqual([
      '/api/staff/evidence/job-1/a-before.txt',
      '/api/staff/evidence/job-1/a-after.txt',
    ]);
  });

  it('should not build picture addresses from paths', async () => {
    open({}, { results: [{ ...lantern, evidence: { before: '../../x y', after: 'http://evil.example/?a' } }] });
    await userEvent.click(within(await rowOf('Local Lantern')).getByRole('button'));
    expect(screen.queryByRole('img')).toBeNull();
    expect(screen.getAllByText(jobStrings.detail.noPicture)).toHaveLength(2);
  });

  it('should narrow the table to one state', async () => {
    open();
    await userEvent.click(await screen.findByRole('button', { name: 'Failed 1' }));
    expect(screen.queryByText('Bistro List')).toBeNull();
    expect(screen.getByText('Local Lantern')).toBeVisible();
  });

  it('should say which profile data is missing', async () => {
    open({ status: 'pending', missing: ['phone number (7 to 15 digits)'], error_message: 'profile incomplete' });
    expect(await screen.findByText('phone number (7 to 15 digits)')).toBeVisible();
    expect(screen.getByText(jobStrings.profile.missing)).toBeVisible();
    expect(screen.queryByText(jobStrings.errorTitle)).toBeNull();
  });

  it('should follow the feed: outcome, counts and timeline', async () => {
    const app = open();
    await screen.findByRole('table');
    app.feed.onChange(
      makeChange(2, 'job_results', {
        id: 'r2',
        job_id: 'job-1',
        status: 'submitted',
        verdict: 'pending_review',
        error_message: null,
      }),
    );
    app.feed.onChange(
      makeChange(
        3,
        'queue_history',
        {
          id: 2,
          job_id: 'job-1',
          directory_name: 'lantern',
          event: 'submitted',
          created_at: '2026-11-23T11:01:00+00:00',
        },
        { type: 'INSERT' },
      ),
    );
    expect(await screen.findByText('Pending review')).toBeVisible();
    const timeline = screen.getByRole('list', { name: jobStrings.timeline.title });
    expect(within(timeline).getAllByRole('listitem')[0]).toHaveTextContent('Submitted lantern');
    expect(screen.getByRole('progressbar').closest('section')).toHaveTextContent('2 Submitted');
  });

  it('should say that a job does not exist', async () => {
    openApp('/jobs/none');
    expect(await screen.findByText(jobStrings.notFoundTitle)).toBeVisible();
  });
});
