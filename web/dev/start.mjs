// `npm run dev`: the dashboard over made-up data, with reloading. `npm run preview`: the finished build, served the way
// the gateway serves it (Content-Security-Policy, compressed files, index.html for client routes).
// A development tool: nothing of this folder is part of the build. Sign in as anybody with the password "bolt".
import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { answer } from './api.mjs';
import { serveFeed } from './feed.mjs';
import { createWorld } from './world.mjs';

const distFolder = fileURLToPath(new URL('../dist', import.meta.url));
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; " +
  "base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
const types = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

async function readBody(request) {
  let text = '';
  for await (const part of request) text += part;
  return text ? JSON.parse(text) : {};
}

function serveFile(request, response, path) {
  const wanted = join(distFolder, normalize(path));
  const file =
    wanted.startsWith(distFolder) && existsSync(wanted) && statSync(wanted).isFile()
      ? wanted
      : join(distFolder, 'index.html');
  const encoding = request.headers['accept-encoding']?.includes('br') && existsSync(`${file}.br`) ? 'br' : null;
  response.writeHead(200, {
    'Content-Type': types[extname(file)] ?? 'application/octet-stream',
    'Content-Security-Policy': policy,
    'Cache-Control': path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
    ...(encoding ? { 'Content-Encoding': encoding } : {}),
  });
  createReadStream(encoding ? `${file}.br` : file).pipe(response);
}

/** Starts on `port` of the loopback address; the caller may drive `world`. */
export async function startServer({ port, world, files }) {
  const server = createServer((request, response) => {
    const url = new URL(request.url, 'http://localhost');
    if (!url.pathname.startsWith('/api/')) {
      files(request, response, url.pathname);
      return;
    }
    const login = /bolt_session=1/.test(request.headers.cookie ?? '');
    void readBody(request).then((body) => {
      const { status, type, body: content, headers, login: entered } = answer(world, request.method, url, body, login);
      const cookie =
        entered === undefined
          ? {}
          : { 'Set-Cookie': `bolt_session=${entered ? 1 : 0}; HttpOnly; SameSite=Strict; Path=/` };
      response.writeHead(status, { 'Content-Type': type, ...headers, ...cookie });
      response.end(typeof content === 'string' ? content : JSON.stringify(content));
    });
  });
  const sockets = serveFeed(server, world);
  await new Promise((resolve) => server.listen(port, '127.0.0.1', resolve));
  return { server, sockets };
}

export function runWorld(world) {
  world.seed();
  const timers = [
    setInterval(() => {
      const running = world.entries.filter((entry) => entry.job.status === 'in_progress');
      if (running.length) world.step(running[Math.floor(Math.random() * running.length)]);
      const queued = world.entries.find((entry) => entry.job.status === 'queued');
      if (running.length < 3 && queued) world.start(queued);
      if (running.length < 2 && !queued) world.add('growth');
    }, 1_400),
    setInterval(world.beat, 10_000),
  ];
  return () => timers.forEach(clearInterval);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const port = Number(process.env.PORT ?? 5180);
  const world = createWorld();
  runWorld(world);
  if (process.argv.includes('--dist')) {
    await startServer({ port, world, files: serveFile });
  } else {
    const { createServer: createVite } = await import('vite');
    const { server } = await startServer({
      port: port + 1,
      world,
      files: (_request, response) => response.writeHead(404).end(),
    });
    process.env.BOLT_GATEWAY = `http://127.0.0.1:${server.address().port}`;
    const vite = await createVite({ server: { port, host: '127.0.0.1' } });
    await vite.listen();
  }
  console.log(`http://127.0.0.1:${port}/  (password: bolt)`);
}

export { serveFile };
