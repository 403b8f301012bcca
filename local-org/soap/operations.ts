import { deployResult } from '../deploy/result.js';
import type { DeployOptions } from '../deploy/queue.js';
import { readZip } from '../deploy/zip.js';
import { fileProperties } from '../metadata/file-properties.js';
import { readPackageElement } from '../metadata/package-xml.js';
import { retrieve } from '../metadata/retrieve.js';
import { findType, isAvailable, typesIn } from '../metadata/types.js';
import type { Org } from '../org/org.js';
import { childText, type XmlElement } from '../xml/read.js';
import { METADATA_NAMESPACE, type XmlValue } from '../xml/write.js';
import { SoapFault } from './envelope.js';

type Operation = (call: XmlElement, org: Org, version: number) => XmlValue | Promise<XmlValue>;

const childOf = (element: XmlElement | undefined, name: string): XmlElement | undefined =>
  element?.children.find((child) => child.name === name);

const isOn = (element: XmlElement | undefined, name: string, byDefault = false): boolean => {
  const text = childText(element, name)?.trim();
  return text ? text === 'true' || text === '1' : byDefault;
};

const readOptions = (options: XmlElement | undefined): DeployOptions => ({
  allowMissingFiles: isOn(options, 'allowMissingFiles'),
  autoUpdatePackage: isOn(options, 'autoUpdatePackage'),
  checkOnly: isOn(options, 'checkOnly'),
  ignoreWarnings: isOn(options, 'ignoreWarnings'),
  rollbackOnError: isOn(options, 'rollbackOnError'),
  singlePackage: isOn(options, 'singlePackage'),
});

const unknownJob = (): SoapFault => new SoapFault('INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id');

const findDeploy = (org: Org, id: string | undefined): NonNullable<ReturnType<Org['deploys']['find']>> => {
  const job = org.deploys.find(id?.trim() ?? '');
  if (!job) throw unknownJob();
  return job;
};

const OPERATIONS: Readonly<Record<string, Operation>> = {
  deploy: async (call, org, version) => {
    const zip = await readZip(Buffer.from(childText(call, 'ZipFile') ?? '', 'base64'));
    const job = org.deploys.add(zip, readOptions(childOf(call, 'DeployOptions')), { endpointVersion: version });
    return { done: false, id: job.id, state: 'Queued' };
  },

  checkDeployStatus: (call, org) =>
    deployResult(findDeploy(org, childText(call, 'asyncProcessId')), org, isOn(call, 'includeDetails')),

  cancelDeploy: (call, org) => {
    const job = findDeploy(org, childText(call, 'String') ?? childText(call, 'id'));
    org.deploys.cancel(job);
    return { done: job.outcome !== undefined, id: job.id };
  },

  retrieve: (call, org, version) => {
    const request = childOf(call, 'retrieveRequest') ?? childOf(call, 'request');
    const unpackaged = childOf(request, 'unpackaged');
    const manifest = unpackaged ? readPackageElement(unpackaged) : { version: undefined, types: [] };
    const asked = Number(childText(request, 'apiVersion') ?? version);
    const id = org.newId('09S');
    org.retrieves.add(id, retrieve(manifest, asked, org, isOn(request, 'singlePackage')));
    return { done: false, id, state: 'Queued' };
  },

  checkRetrieveStatus: (call, org) => {
    const id = childText(call, 'asyncProcessId')?.trim() ?? '';
    const job = org.retrieves.find(id);
    if (!job) throw unknownJob();
    const { zipFile, ...outcome } = job;
    const withZip = isOn(call, 'includeZip', true);
    return {
      done: true,
      errorMessage: outcome.errorMessage,
      errorStatusCode: outcome.errorStatusCode,
      fileProperties: outcome.fileProperties,
      id,
      messages: outcome.messages,
      status: outcome.status,
      success: outcome.status === 'Succeeded',
      zipFile: withZip ? zipFile : null,
    };
  },

  listMetadata: (call, org, version) => {
    const asOf = Number(childText(call, 'asOfVersion') ?? version);
    const queries = call.children.filter(({ name }) => name === 'queries');
    if (queries.length > 3)
      throw new SoapFault('EXCEEDED_ID_LIMIT', 'record limit reached. cannot submit more than 3 queries');
    return queries.flatMap((query) => {
      const name = childText(query, 'type')?.trim() ?? '';
      const type = findType(name, asOf);
      if (!type) throw new SoapFault('INVALID_TYPE', `Unknown type:${name}`);
      return org.components
        .list(name)
        .filter(({ fullName }) => isAvailable(name, fullName, asOf))
        .map((component) => fileProperties(component, type, org));
    });
  },

  describeMetadata: (call, org, version) => {
    const asOf = Number(childText(call, 'asOfVersion') ?? childText(call, 'apiVersion') ?? version);
    return {
      metadataObjects: typesIn(asOf).map(({ name, directory, suffix }) => ({
        directoryName: directory,
        inFolder: false,
        metaFile: false,
        suffix,
        xmlName: name,
      })),
      organizationNamespace: org.options.namespace ?? '',
      partialSaveAllowed: true,
      testRequired: false,
    };
  },
};

/** @throws SoapFault */
export const callOperation = async (call: XmlElement, org: Org, version: number): Promise<XmlValue> => {
  const operation = Object.hasOwn(OPERATIONS, call.name) ? OPERATIONS[call.name] : undefined;
  if (!operation)
    throw new SoapFault(
      'UNKNOWN_EXCEPTION',
      `No operation available for request {${METADATA_NAMESPACE}}${call.name}, please check the WSDL for the service.`
    );
  return operation(call, org, version);
};
