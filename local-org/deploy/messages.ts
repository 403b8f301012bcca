import type { Position } from '../xml/read.js';

/** One line of a deploy's details: a component that went in, or why one did not. */
export type DeployMessage = {
  componentType: string;
  fullName: string;
  fileName: string;
  id?: string;
  created: boolean;
  changed: boolean;
  deleted: boolean;
  success: boolean;
  problem?: string;
  problemType?: 'Warning' | 'Error';
  lineNumber?: number;
  columnNumber?: number;
};

export type MessageSubject = Pick<DeployMessage, 'componentType' | 'fullName' | 'fileName'>;

export const failure = (subject: MessageSubject, problem: string, position?: Position): DeployMessage => ({
  ...subject,
  created: false,
  changed: false,
  deleted: false,
  success: false,
  problem,
  problemType: 'Error',
  ...(position ? { lineNumber: position.line, columnNumber: position.column } : {}),
});

export const warning = (subject: MessageSubject, problem: string): DeployMessage => ({
  ...failure(subject, problem),
  success: true,
  problemType: 'Warning',
});

export const success = (
  subject: MessageSubject,
  id: string | undefined,
  change: 'created' | 'changed' | 'deleted' | 'unchanged'
): DeployMessage => ({
  ...subject,
  id,
  created: change === 'created',
  changed: change !== 'unchanged',
  deleted: change === 'deleted',
  success: true,
});
