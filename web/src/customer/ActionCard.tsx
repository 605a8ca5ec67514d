import { useRef, useState } from 'react';
import { TextArea, TextField } from '@/components/Field';
import { call, words } from './api';
import { BigButton, Note, Panel } from './parts';
import { actionWords } from './texts';
import type { Action, Progress } from './types';

/** Something that only the customer can do, and the answer to it. */
export function ActionCard({ jobId, action, done }: { jobId: string; action: Action; done: (next: Progress) => void }) {
  const [problem, setProblem] = useState('');
  const [isBusy, setBusy] = useState(false);
  const [url, setUrl] = useState('');
  const [note, setNote] = useState('');
  const file = useRef<HTMLInputElement>(null);
  const path = `/api/my/jobs/${jobId}/actions/${action.id}`;
  const text = actionWords[action.kind] ?? { title: 'Something for you to do', what: '' };
  const at = action.directory ?? 'a directory';

  const send = async (ask: () => Promise<Progress>) => {
    setBusy(true);
    setProblem('');
    try {
      done(await ask());
    } catch (error) {
      setProblem(words(error));
    }
    setBusy(false);
  };
  const answer = (word: string) =>
    void send(() => call<Progress>('POST', path, { answer: word, listing_url: url.trim(), note }));

  return (
    <Panel title={`${text.title}: ${at}`} className="border-warn-solid!">
      <div className="flex flex-col gap-4">
        <p className="text-ink-2">{text.what}</p>
        {problem && <Note tone="bad">{problem}</Note>}
        {action.sent && <Note tone="good">Your picture has arrived. Our staff look at it.</Note>}
        <TextField
          label="Address of your listing (if you have it)"
          type="url"
          placeholder="https://"
          value={url}
          onChange={(event) => setUrl(event.target.value)}
        />
        <TextArea
          label="A note for us (optional)"
          rows={2}
          value={note}
          onChange={(event) => setNote(event.target.value)}
        />
        <div className="flex flex-wrap gap-3">
          <BigButton disabled={isBusy} onClick={() => answer('done')}>
            I have done it
          </BigButton>
          <BigButton kind="plain" disabled={isBusy} onClick={() => file.current?.click()}>
            Send a picture
          </BigButton>
          <BigButton kind="plain" disabled={isBusy} onClick={() => answer('skip')}>
            Leave {at} out
          </BigButton>
          <input
            ref={file}
            type="file"
            accept="image/png,image/jpeg,image/webp"
            aria-label={`Picture for ${at}`}
            className="hidden"
            onChange={(event) => {
              const chosen = event.target.files?.[0];
              if (chosen) void send(() => call<Progress>('PUT', `${path}/picture`, chosen));
              event.target.value = '';
            }}
          />
        </div>
      </div>
    </Panel>
  );
}
