import { useCallback, useEffect, useState } from 'react';
import { call, words } from './api';
import type { Progress } from './types';

const againMs = [500, 1_000, 2_000, 5_000, 10_000];

/** One order, kept as it stands by a socket that carries this order alone. */
export function useLiveJob(id: string) {
  const [data, setData] = useState<Progress>();
  const [problem, setProblem] = useState('');
  const [isLive, setLive] = useState(false);
  // What a push says wins over an answer that was asked for before it: both are whole documents. The title of the package
  // comes with answers only.
  const replace = useCallback((next: Progress) => {
    setProblem('');
    setData((now) => ({
      ...next,
      job: { ...next.job, package_title: next.job.package_title ?? now?.job.package_title ?? '' },
    }));
  }, []);

  useEffect(() => {
    let isOver = false;
    let socket: WebSocket | undefined;
    let tries = 0;
    const open = async () => {
      try {
        replace(await call<Progress>('GET', `/api/my/jobs/${id}`));
      } catch (error) {
        if (isOver) return;
        setProblem(words(error));
        if (error instanceof Error && 'status' in error && (error.status === 401 || error.status === 404)) return;
        return again();
      }
      if (isOver) return;
      socket = new WebSocket(
        `${window.location.protocol === 'https:' ? 'wss' : 'ws'}://${window.location.host}/api/my/jobs/${id}/live`,
      );
      socket.onmessage = ({ data: text }) => {
        tries = 0;
        setLive(true);
        replace(JSON.parse(String(text)) as Progress);
      };
      socket.onclose = ({ code }) => {
        setLive(false);
        if (isOver) return;
        if (code === 1008) setProblem('You were signed out. Please open your link again.');
        else again();
      };
    };
    const again = () => {
      const wait = againMs[Math.min(tries, againMs.length - 1)] ?? 10_000;
      tries += 1;
      setTimeout(() => !isOver && void open(), wait);
    };
    void open();
    return () => {
      isOver = true;
      socket?.close();
    };
  }, [id, replace]);

  return { data, problem, isLive, replace };
}
