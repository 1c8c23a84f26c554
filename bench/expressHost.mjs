/**
 * What a service that checks no keys answers with: Express as its documentation shows it, with one JSON route. `bare`
 * is node:http alone, which tells how much the load can ask for. Prints where it answers; ends with its standard input.
 */
import { createServer } from 'node:http';
import express from 'express';

const body = { items: [] };
const kinds = { express: documented, bare };
const kind = process.argv[2] === 'bare' ? 'bare' : 'express';
const server = kinds[kind]();
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  console.log(`http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`);
});
process.stdin.resume().on('end', () => process.exit());

function documented() {
  const app = express();
  app.get('/public/api/v1/sales', (request, response) => {
    response.json(body);
  });
  return createServer(app);
}

function bare() {
  return createServer((request, response) => {
    const text = JSON.stringify(body);
    response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': text.length });
    response.end(text);
  });
}
