import { clsx } from 'clsx';
import { ZoomIn, ZoomOut } from 'lucide-react';
import { useState } from 'react';
import { Chips } from '@/components/Chips';
import { Dialog } from '@/components/Dialog';
import { IconButton } from '@/components/Button';
import { jobStrings } from '@/strings/job';
import { jobPageStrings } from '@/strings/jobPage';
import type { Picture } from './Evidence';

const words = jobStrings.picture;
const { both } = jobPageStrings.pictures;

interface PictureDialogProps {
  directory: string;
  pictures: Picture[];
  /** The moment of the picture to begin with. */
  start: string;
  onClose: () => void;
}

/** A picture as large as the window, or pixel by pixel; the arrow keys go between before and after. */
export function PictureDialog({ directory, pictures, start, onClose }: PictureDialogProps) {
  const [moment, setMoment] = useState(start);
  const [isActual, setActual] = useState(false);
  const picture = pictures.find((each) => each.moment === moment) ?? pictures[0];

  function step(by: number): void {
    const at = pictures.findIndex((each) => each.moment === moment);
    const next = pictures[at + by];
    if (next) setMoment(next.moment);
  }

  const Zoom = isActual ? ZoomOut : ZoomIn;
  return (
    <Dialog
      title={`${words.title}: ${directory}`}
      onClose={onClose}
      tools={
        <>
          <Chips
            label={words.title}
            options={[
              ...pictures.map((each) => [each.moment, each.moment] as const),
              ...(pictures.length > 1 ? [[both, both] as const] : []),
            ]}
            value={moment}
            onChange={setMoment}
          />
          <IconButton label={isActual ? words.fit : words.actual} onClick={() => setActual(!isActual)}>
            <Zoom aria-hidden className="size-4" />
          </IconButton>
        </>
      }
    >
      <div
        role="group"
        tabIndex={0}
        aria-label={moment}
        onKeyDown={(event) => {
          if (!isActual && event.key === 'ArrowRight') step(1);
          if (!isActual && event.key === 'ArrowLeft') step(-1);
        }}
        className={clsx('h-full bg-canvas p-3', isActual ? 'overflow-auto' : 'flex items-center justify-center')}
      >
        {moment === both && (
          <div className={clsx('grid size-full gap-3 sm:grid-cols-2', isActual && 'w-max')}>
            {pictures.map((each) => (
              <figure key={each.moment} className="flex min-h-0 min-w-0 flex-col gap-1">
                <figcaption className="text-xs text-ink-2">{each.moment}</figcaption>
                <img
                  src={each.url ?? undefined}
                  alt={words.alt(each.moment, directory)}
                  className={clsx(
                    'min-h-0 rounded-md border object-contain object-top shadow-card',
                    isActual ? 'max-w-none' : 'flex-1',
                  )}
                />
              </figure>
            ))}
          </div>
        )}
        {moment !== both && picture?.url && (
          <img
            src={picture.url}
            alt={words.alt(picture.moment, directory)}
            className={clsx(
              'rounded-md border shadow-card',
              isActual ? 'max-w-none' : 'max-h-full max-w-full object-contain',
            )}
          />
        )}
      </div>
    </Dialog>
  );
}
