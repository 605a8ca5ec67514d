import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { strings } from '@/strings';
import { makeSession } from '@/test/factories';
import { openApp, problem } from '@/test/app';
import type { Routes } from '@/test/app';

const signedOut: Routes = { 'GET /api/staff/session': () => problem(401, 'Not signed in', '') };

async function fillIn(email: string, password: string): Promise<void> {
  const user = userEvent.setup();
  const emailField = await screen.findByLabelText(strings.login.email);
  if (email) await user.type(emailField, email);
  if (password) await user.type(screen.getByLabelText(strings.login.password), password);
  await user.click(screen.getByRole('button', { name: strings.login.submit }));
}

describe('login', () => {
  it('should send people who are not signed in to the login and back to where they wanted', async () => {
    openApp('/jobs?state=all', { ...signedOut, 'POST /api/staff/login': () => makeSession() });
    await fillIn('ada@example.com', 'correct horse');
    expect(await screen.findByRole('heading', { name: strings.jobs.title })).toBeVisible();
    expect(window.location.search).toBe('?state=all');
  });

  it('should send e-mail and password as typed', async () => {
    const app = openApp('/login', { ...signedOut, 'POST /api/staff/login': () => makeSession() });
    await fillIn(' ada@example.com', ' pass word ');
    await screen.findByRole('heading', { name: strings.overview.title });
    const sent = app.calls.find((call) => call.path === '/api/staff/login');
    expect(sent?.body).toEqual({ email: 'ada@example.com', password: ' pass word ' });
  });

  it('should say that the password is wrong and keep the form', async () => {
    openApp('/login', { ...signedOut, 'POST /api/staff/login': () => problem(401, 'Wrong', '') });
    await fillIn('ada@example.com', 'nope');
    expect(await screen.findByRole('alert')).toHaveTextContent(strings.login.wrong);
    expect(screen.getByLabelText(strings.login.email)).toHaveValue('ada@example.com');
  });

  it('should name how long to wait after too many attempts and block the button meanwhile', async () => {
    openApp('/login', {
      ...signedOut,
      'POST /api/staff/login': () => problem(429, 'Slow', '', { 'Retry-After': '90' }),
    });
    await fillIn('ada@example.com', 'nope');
    expect(await screen.findByText(/Try again in 1 min/)).toBeVisible();
    expect(screen.getByRole('button', { name: strings.login.submit })).toBeDisabled();
  });

  it('should not ask the server before both fields are filled', async () => {
    const app = openApp('/login', signedOut);
    await fillIn('', '');
    expect(await screen.findByText(strings.login.needEmail)).toBeVisible();
    expect(screen.getByLabelText(strings.login.email)).toHaveFocus();
    expect(app.calls.filter((call) => call.method === 'POST')).toEqual([]);
  });

  it('should ask for the code of the second factor where there is one', async () => {
    const app = openApp('/login', {
      ...signedOut,
      'POST /api/staff/login': ({ body }) =>
        (body as { code?: string }).code === '123456'
          ? makeSession()
          : Response.json({ type: 'urn:directory-bolt:problem:totp_required', title: 'Code' }, { status: 401 }),
    });
    await fillIn('ada@example.com', 'right');
    await userEvent.type(await screen.findByLabelText(strings.login.code), '123456{Enter}');
    expect(await screen.findByRole('heading', { name: strings.overview.title })).toBeVisible();
    expect(app.calls.findLast((call) => call.path === '/api/staff/login')?.body).toMatchObject({ code: '123456' });
  });

  it('should say that the server is not there', async () => {
    openApp('/login', {
      ...signedOut,
      'POST /api/staff/login': () => {
        throw new TypeError('Failed to fetch');
      },
    });
    await fillIn('ada@example.com', 'x');
    expect(await screen.findByText(strings.errors.unreachable)).toBeVisible();
  });

  it('should spend a link once, take its token out of the address and go in', async () => {
    const app = openApp('/login?token=0123e4', { ...signedOut, 'POST /api/staff/login/link': () => makeSession() });
    expect(await screen.findByRole('heading', { name: strings.overview.title })).toBeVisible();
    const spent = app.calls.filter((call) => call.path === '/api/staff/login/link');
    expect(spent.map((call) => call.body)).toEqual([{ token: '0123e4' }]);
    expect(window.location.search).toBe('');
  });

  it('should offer the form when a link is used up', async () => {
    openApp('/login?token=old', { ...signedOut, 'POST /api/staff/login/link': () => problem(401, 'Used', '') });
    expect(await screen.findByText(strings.login.usedLink)).toBeVisible();
    expect(screen.getByLabelText(strings.login.email)).toBeVisible();
    await waitFor(() => expect(window.location.search).toBe(''));
  });

  it('should never lead to another site after login', async () => {
    openApp('/login?next=//evil.example', { ...signedOut, 'POST /api/staff/login': () => makeSession() });
    await fillIn('ada@example.com', 'x');
    await screen.findByRole('heading', { name: strings.overview.title });
    expect(window.location.pathname).toBe('/');
  });

  it('should ask to sign in again over the screen when the session ends, and then go on', async () => {
    let isOver = false;
    const app = openApp('/', {
      'GET /api/staff/jobs': () =>
        isOver ? problem(401, 'Not signed in', '') : { position: 1, jobs: [], next_cursor: null },
      'POST /api/staff/login': () => {
        isOver = false;
        return makeSession();
      },
    });
    const link = await screen.findAllByRole('link', { name: strings.nav.jobs });
    isOver = true;
    await userEvent.click(link[0] as HTMLElement);
    await userEvent.click(await screen.findByRole('link', { name: strings.jobs.all }));
    expect(await screen.findByText(strings.login.ended)).toBeVisible();
    expect(screen.getByLabelText(strings.login.email)).toHaveValue('ada@example.com');
    expect(window.location.search).toBe('?state=all');

    await userEvent.type(screen.getByLabelText(strings.login.password), 'x{Enter}');
    expect(await screen.findByText(strings.jobs.none)).toBeVisible();
    expect(window.location.search).toBe('?state=all');
    expect(screen.queryByText(strings.login.ended)).toBeNull();
    expect(app.queries.getQueryData(['overview'])).toBeDefined();
  });

  it('should send the CSRF token when signing out', async () => {
    const app = openApp('/', { 'POST /api/staff/logout': () => new Response(null, { status: 204 }) });
    const user = userEvent.setup();
    const [menu] = await screen.findAllByRole('button', { name: new RegExp(strings.account.open) });
    if (menu) await user.click(menu);
    await user.click(await screen.findByRole('menuitem', { name: strings.account.signOut }));
    await screen.findByLabelText(strings.login.email);
    expect(screen.queryByText(strings.login.ended)).toBeNull();
    expect(window.location.search).toBe('');
    const call = app.calls.find((each) => each.path === '/api/staff/logout');
    expect(call?.headers.get('X-CSRF-Token')).toBe('csrf-1');
  });
});
