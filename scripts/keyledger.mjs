#!/usr/bin/env node
// The command `keyledger`. In a clone it makes good what is missing, as npm start does; in a package that was installed, it
// runs what was built.
import { existsSync } from 'node:fs';

const clone = new URL('../package-lock.json', import.meta.url);
await import(existsSync(clone) ? './run.mjs' : '../dist/main.js');
