import { patchQueries, useAction } from '@/data/actions';
import type { Rollback } from '@/data/actions';
import { editDirectory, pauseDirectory, resumeDirectory } from '@/data/resources/directories';
import type { Directory, DirectoryDocument, DirectoryEdit } from '@/data/resources/directories';
import type { QueryClient } from '@tanstack/react-query';
import { directoryStrings as words } from '@/strings/directories';

function patch(queries: QueryClient, name: string, values: Partial<Directory>): Rollback {
  const change = (each: Directory): Directory => (each.name === name ? { ...each, ...values } : each);
  const list = patchQueries<{ directories: Directory[] }>(queries, ['directories'], (data) => ({
    ...data,
    directories: data.directories.map(change),
  }));
  const one = patchQueries<DirectoryDocument>(queries, ['directory', name], (data) => ({
    ...data,
    directory: change(data.directory),
  }));
  return () => {
    list();
    one();
  };
}

export function useDirectoryActions({ name, title }: Pick<Directory, 'name' | 'title'>) {
  const label = title || name;
  const refreshes = [['directories'], ['directory', name]];
  const resume = useAction({
    run: () => resumeDirectory(name),
    optimistic: (queries) => patch(queries, name, { paused: false }),
    done: () => words.done.resume(label),
    failed: () => words.failed.resume,
    refreshes,
  });
  const pause = useAction({
    run: (reason: string) => pauseDirectory(name, reason),
    optimistic: (queries, reason) => patch(queries, name, { paused: true, paused_reason: reason || null }),
    done: () => words.done.pause(label),
    failed: () => words.failed.pause,
    undo: () => () => resume.mutate(),
    refreshes,
  });
  const edit = useAction({
    run: (values: DirectoryEdit) => editDirectory(name, values),
    done: () => words.done.edit,
    failed: () => words.failed.edit,
    isSilent: true,
    refreshes,
  });
  return { pause, resume, edit };
}
