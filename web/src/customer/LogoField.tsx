import { useRef, useState } from 'react';
import { call, words } from './api';
import { BigButton, Note } from './parts';

const mostBytes = 1 << 20;

/** Uploads a logo; the server reads every pixel and writes the picture anew. */
export function LogoField({ value, change }: { value: string; change: (url: string) => void }) {
  const [problem, setProblem] = useState('');
  const [isBusy, setBusy] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const send = async (file: File) => {
    setProblem('');
    if (file.size > mostBytes) return setProblem('The picture is larger than 1 MB.');
    setBusy(true);
    try {
      change((await call<{ logo_url: string }>('PUT', '/api/my/profile/logo', file)).logo_url);
    } catch (error) {
      setProblem(words(error));
    }
    setBusy(false);
  };
  return (
    <div className="flex flex-col gap-2">
      <p className="text-sm font-medium">Logo</p>
      <div className="flex flex-wrap items-center gap-3">
        {value.startsWith(window.location.origin) && (
          <img src={value} alt="Your logo" className="size-14 rounded-lg border bg-surface object-contain" />
        )}
        <BigButton kind="plain" disabled={isBusy} onClick={() => input.current?.click()}>
          {isBusy ? 'Sending…' : value ? 'Another picture' : 'Choose a picture'}
        </BigButton>
        {value && (
          <BigButton kind="plain" onClick={() => change('')}>
            Remove
          </BigButton>
        )}
        <input
          ref={input}
          type="file"
          accept="image/png,image/jpeg"
          aria-label="Logo file"
          className="hidden"
          onChange={(event) => {
            const file = event.target.files?.[0];
            if (file) void send(file);
            event.target.value = '';
          }}
        />
      </div>
      <p className="text-xs text-ink-3">PNG or JPEG, 64 to 4096 pixels a side, at most 1 MB.</p>
      {problem && <Note tone="bad">{problem}</Note>}
    </div>
  );
}
