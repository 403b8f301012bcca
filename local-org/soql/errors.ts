import { ApiError } from '../http/api.js';

const HINT = 'Please reference your WSDL or the describe call for the appropriate names.';

export const malformedQuery = (message: string): ApiError => new ApiError(400, 'MALFORMED_QUERY', message);

export const invalidType = (name: string): ApiError =>
  new ApiError(
    400,
    'INVALID_TYPE',
    `sObject type '${name}' is not supported. If you are attempting to use a custom object, be sure to append the ` +
      `'__c' after the entity name. ${HINT}`
  );

export const noSuchColumn = (column: string, entity: string): ApiError =>
  new ApiError(
    400,
    'INVALID_FIELD',
    `No such column '${column}' on entity '${entity}'. If you are attempting to use a custom field, be sure to append ` +
      `the '__c' after the custom field name. ${HINT}`
  );

export const noSuchRelationship = (relationship: string): ApiError =>
  new ApiError(
    400,
    'INVALID_FIELD',
    `Didn't understand relationship '${relationship}' in field path. If you are attempting to use a custom ` +
      `relationship, be sure to append the '__r' after the custom relationship name. ${HINT}`
  );

export const invalidField = (message: string): ApiError => new ApiError(400, 'INVALID_FIELD', message);
