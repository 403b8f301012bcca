#!/usr/bin/env node
import { execute, settings } from '@oclif/core';

// The compiled code is run: npm run build compiles it.
settings.enableAutoTranspile = false;

await execute({ dir: import.meta.url, development: true });
