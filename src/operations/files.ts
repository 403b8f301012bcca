import { sourcePath } from '../metadata/componentTypes.js';
import type { Component } from '../metadata/components.js';
import { toXml } from '../metadata/xml.js';
import type { PackageFile } from '../org/package.js';

/** Components as files in source format. */
export const toFiles = (components: Component[]): PackageFile[] =>
  components.map((component) => ({ path: sourcePath(component.type, component.fullName), content: toXml(component) }));
