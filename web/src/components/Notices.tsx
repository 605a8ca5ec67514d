import { clsx } from 'clsx';
import { CircleCheck, Info, TriangleAlert, X } from 'lucide-react';
import { dismiss, noticeStore } from '@/lib/notices';
import type { Notice, NoticeTone } from '@/lib/notices';
import { useStore } from '@/lib/store';
import { noticeStrings } from '@/strings/shell';
import { Button, IconButton } from './Button';

const looks: Record<NoticeTone, { icon: typeof Info; className: string }> = {
  good: { icon: CircleCheck, className: 'text-good' },
  bad: { icon: TriangleAlert, className: 'text-bad' },
  idle: { icon: Info, className: 'text-ink-3' },
};

function NoticeCard({ notice }: { notice: Notice }) {
  const { icon: Icon, className } = looks[notice.tone];
  const { undo } = notice;
  return (
    <li className="pointer-events-auto flex animate-appear items-start gap-2.5 rounded-xl border bg-raised py-2 pr-2 pl-3 shadow-pop">
      <Icon aria-hidden className={clsx('mt-1.5 size-4 shrink-0', className)} />
      <div className="min-w-0 flex-1 py-1 text-sm">
        <p dir="auto" className="line-clamp-3 font-medium">
          {notice.title}
        </p>
        {notice.detail && (
          <p dir="auto" className="line-clamp-4 text-ink-2">
            {notice.detail}
          </p>
        )}
      </div>
      {undo && (
        <Button
          kind="quiet"
          onClick={() => {
            dismiss(notice.id);
            undo();
          }}
        >
          {noticeStrings.undo}
        </Button>
      )}
      <IconButton label={noticeStrings.dismiss} className="size-7" onClick={() => dismiss(notice.id)}>
        <X aria-hidden className="size-3.5" />
      </IconButton>
    </li>
  );
}

/** What actions did or could not do, told to eyes and screen readers, out of the way of the work. */
export function Notices() {
  const notices = useStore(noticeStore);
  return (
    <section
      aria-label={noticeStrings.label}
      aria-live="polite"
      className="pointer-events-none fixed inset-x-3 bottom-18 z-50 flex justify-center sm:inset-x-auto sm:right-5 lg:bottom-5"
    >
      <ul className="flex w-full flex-col gap-2 empty:hidden sm:w-92">
        {notices.map((notice) => (
          <NoticeCard key={notice.id} notice={notice} />
        ))}
      </ul>
    </section>
  );
}
