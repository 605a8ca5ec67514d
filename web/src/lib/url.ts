/** The URL if it is an absolute http(s) one, else null: directory answers may hold `javascript:` and worse. */
export function safeHttpUrl(text: string | null | undefined): string | null {
  if (!text) return null;
  try {
    const url = new URL(text);
    return url.protocol === 'http:' || url.protocol === 'https:' ? url.href : null;
  } catch {
    return null;
  }
}

/** Host and path without the noise, for reading. */
export function shortUrl(text: string): string {
  const href = safeHttpUrl(text);
  if (!href) return text;
  const url = new URL(href);
  const path = url.pathname === '/' ? '' : url.pathname;
  return `${url.host.replace(/^www\./, '')}${path}`;
}

/** Where the picture is served; null for anything that is not a plain file name (or the API's own path to one). */
export function evidenceUrl(jobId: string, file: string | null): string | null {
  if (!file) return null;
  const name = file.split('/').at(-1) ?? '';
  if (!/^[\w.-]{1,200}$/.test(name) || name.startsWith('.')) return null;
  return `/api/staff/evidence/${encodeURIComponent(jobId)}/${encodeURIComponent(name)}`;
}

/** A path inside this application, or null: a `next` parameter must not lead to another site. */
export function safeNextPath(text: string | undefined): string | null {
  if (!text?.startsWith('/') || /^\/[/\\]/.test(text) || text.startsWith('/login')) return null;
  return text;
}
