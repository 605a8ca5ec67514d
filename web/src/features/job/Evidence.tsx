import { FileText, ImageOff, Maximize2 } from 'lucide-react';
import { useState } from 'react';
import { useMay } from '@/data/session';
import type { Result } from '@/data/types';
import { evidenceUrl } from '@/lib/url';
import { jobStrings } from '@/strings/job';
import { PictureDialog } from './PictureDialog';

const words = jobStrings.detail;

export interface Picture {
  moment: string;
  url: string | null;
}

function NoPicture({ text }: { text: string }) {
  return (
    <span className="flex aspect-[8/5] w-full flex-col items-center justify-center gap-1.5 rounded-lg border border-dashed text-xs text-ink-3">
      <ImageOff aria-hidden className="size-4" />
      {text}
    </span>
  );
}

/** Forms sent without a browser leave the answer's text instead of a picture. */
const isText = (picture: Picture): boolean => picture.url?.endsWith('.txt') ?? false;

function TextFile({ url }: { url: string }) {
  return (
    <a
      href={url}
      target="_blank"
      rel="noopener noreferrer"
      className="flex aspect-[8/5] w-full flex-col items-center justify-center gap-1.5 rounded-lg border bg-track text-xs text-ink-2 hover:underline"
    >
      <FileText aria-hidden className="size-4" />
      {words.text}
    </a>
  );
}

function Thumbnail({ picture, directory, onOpen }: { picture: Picture; directory: string; onOpen: () => void }) {
  const [isBroken, setBroken] = useState(false);
  const maySee = useMay('operator');
  if (!maySee) return <NoPicture text={words.pictureForOperators} />;
  if (!picture.url) return <NoPicture text={words.noPicture} />;
  if (isText(picture)) return <TextFile url={picture.url} />;
  if (isBroken) return <NoPicture text={words.brokenPicture} />;
  return (
    <button
      type="button"
      aria-label={words.zoom(picture.moment)}
      onClick={onOpen}
      className="group relative block aspect-[8/5] w-full overflow-hidden rounded-lg border bg-track"
    >
      <img
        src={picture.url}
        alt={jobStrings.picture.alt(picture.moment, directory)}
        loading="lazy"
        decoding="async"
        onError={() => setBroken(true)}
        className="size-full object-cover object-top transition-transform group-hover:scale-[1.02]"
      />
      <span
        aria-hidden
        className="absolute right-1.5 bottom-1.5 flex size-6 items-center justify-center rounded-md bg-inverse/85 text-on-inverse opacity-0 transition-opacity group-hover:opacity-100 group-focus-visible:opacity-100"
      >
        <Maximize2 className="size-3.5" />
      </span>
    </button>
  );
}

/** How the page looked before and after the form was sent, side by side. */
export function Evidence({ result }: { result: Result }) {
  const [opened, setOpened] = useState<number | null>(null);
  const pictures: Picture[] = [
    { moment: words.before, url: evidenceUrl(result.job_id, result.evidence.before) },
    { moment: words.after, url: evidenceUrl(result.job_id, result.evidence.after) },
  ];
  return (
    <>
      <div className="grid grid-cols-2 gap-3">
        {pictures.map((picture, index) => (
          <figure key={picture.moment} className="min-w-0">
            <Thumbnail picture={picture} directory={result.directory_title} onOpen={() => setOpened(index)} />
            <figcaption className="mt-1 text-xs text-ink-3">{picture.moment}</figcaption>
          </figure>
        ))}
      </div>
      {opened !== null && (
        <PictureDialog
          directory={result.directory_title}
          pictures={pictures.filter((picture) => picture.url !== null && !isText(picture))}
          start={pictures[opened]?.moment ?? words.before}
          onClose={() => setOpened(null)}
        />
      )}
    </>
  );
}
