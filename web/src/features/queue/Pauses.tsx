import { useState } from 'react';
import { AskDialog } from '@/components/AskDialog';
import { Button } from '@/components/Button';
import { Card } from '@/components/Card';
import { useAction } from '@/data/actions';
import { resumeDirectory } from '@/data/resources/directories';
import { pauseEverything, pausePackage, resumeEverything, resumePackage, usePauses } from '@/data/resources/pauses';
import type { Pause } from '@/data/resources/pauses';
import { useSettings } from '@/data/resources/settings';
import { useMay } from '@/data/session';
import { actorName } from '@/lib/actor';
import { pauseStrings as words } from '@/strings/system';

interface SwitchProps {
  name: string;
  hint?: string;
  pause: Pause | null;
  mayChange: boolean;
  onPause?: (reason: string) => Promise<unknown>;
  onResume: () => Promise<unknown>;
}

function Switch({ name, hint, pause, mayChange, onPause, onResume }: SwitchProps) {
  const [isAsking, setAsking] = useState(false);
  const refreshes = [['pauses'], ['overview'], ['directories']];
  const stop = useAction({
    run: (reason: string) => (onPause ?? (() => Promise.resolve()))(reason),
    done: () => words.done.pause(name),
    failed: () => words.failed,
    refreshes,
  });
  const go = useAction({
    run: () => onResume(),
    done: () => words.done.resume(name),
    failed: () => words.failed,
    refreshes,
  });
  return (
    <li className="flex min-h-12 items-center gap-3 px-4 py-2">
      <div className="min-w-0 flex-1">
        <p className="truncate text-sm font-medium">{name}</p>
        <p dir="auto" className={pause ? 'text-xs text-warn' : 'text-xs text-ink-3'}>
          {pause ? words.pausedBy(actorName(pause.actor), pause.reason) : (hint ?? words.runs)}
        </p>
      </div>
      {mayChange &&
        (pause ? (
          <Button aria-label={words.resumeOf(name)} disabled={go.isPending} onClick={() => go.mutate()}>
            {words.resume}
          </Button>
        ) : (
          onPause && (
            <Button aria-label={words.pauseOf(name)} onClick={() => setAsking(true)}>
              {words.pause}
            </Button>
          )
        ))}
      {isAsking && (
        <AskDialog
          title={words.title_(name)}
          action={words.pause}
          isDanger
          onConfirm={(reason) => stop.mutate(reason)}
          onClose={() => setAsking(false)}
        >
          <p>{words.lead}</p>
        </AskDialog>
      )}
    </li>
  );
}

/** What is stopped as a whole, by whom and why; and the kill switch. */
export function Pauses() {
  const pauses = usePauses();
  const settings = useSettings();
  const mayOperate = useMay('operator');
  const mayStopAll = useMay('admin');
  const { everything = null, packages = [], directories = [] } = pauses.data ?? {};
  return (
    <Card title={words.title}>
      <ul className="divide-y">
        <Switch
          name={words.everything}
          hint={words.everythingHint}
          pause={everything}
          mayChange={mayStopAll}
          onPause={pauseEverything}
          onResume={resumeEverything}
        />
        {(settings.data?.packages ?? []).map(({ name, title }) => (
          <Switch
            key={name}
            name={title}
            pause={packages.find((each) => each.name === name) ?? null}
            mayChange={mayOperate}
            onPause={(reason) => pausePackage(name, reason)}
            onResume={() => resumePackage(name)}
          />
        ))}
        {directories.map((pause) => (
          <Switch
            key={pause.name}
            name={pause.name}
            pause={pause}
            mayChange={mayOperate}
            onResume={() => resumeDirectory(pause.name)}
          />
        ))}
      </ul>
    </Card>
  );
}
