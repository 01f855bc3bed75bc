/** The description of the API as OpenAPI 3.1 writes it: the parts that we write and that our page reads. */

/** JSON Schema 2020-12, which is the dialect of OpenAPI 3.1. */
export interface ApiSchema {
  readonly $ref?: string;
  readonly title?: string;
  readonly description?: string;
  readonly type?: string;
  readonly format?: string;
  readonly const?: string | number | boolean;
  readonly enum?: readonly (string | number)[];
  readonly default?: string | number | boolean;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxItems?: number;
  readonly items?: ApiSchema;
  readonly anyOf?: readonly ApiSchema[];
  readonly properties?: Readonly<Record<string, ApiSchema>>;
  readonly required?: readonly string[];
  readonly examples?: readonly unknown[];
}

export interface ApiReference {
  readonly $ref: string;
}

export interface ApiParameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required: boolean;
  readonly description: string;
  readonly schema: ApiSchema;
}

export interface ApiHeader {
  readonly description: string;
  readonly schema: ApiSchema;
}

export interface ApiMediaType {
  readonly schema: ApiSchema;
  readonly example?: unknown;
}

export interface ApiRequestBody {
  readonly required: boolean;
  readonly description?: string;
  readonly content: Readonly<Record<string, ApiMediaType>>;
}

export interface ApiResponse {
  readonly description: string;
  readonly headers?: Readonly<Record<string, ApiReference>>;
  readonly content?: Readonly<Record<string, ApiMediaType>>;
}

export interface ApiOperation {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly summary: string;
  readonly description?: string;
  /** One of them must hold; an empty one asks for nothing. */
  readonly security: readonly Readonly<Record<string, readonly string[]>>[];
  readonly parameters?: readonly (ApiParameter | ApiReference)[];
  readonly requestBody?: ApiRequestBody;
  /** By status, or `default`. */
  readonly responses: Readonly<Record<string, ApiResponse | ApiReference>>;
}

export interface ApiDocument {
  readonly openapi: string;
  readonly info: { readonly title: string; readonly version: string; readonly description: string };
  readonly servers: readonly { readonly url: string }[];
  readonly tags: readonly { readonly name: string; readonly description: string }[];
  /** By path, then by method in lower case. */
  readonly paths: Readonly<Record<string, Readonly<Record<string, ApiOperation>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, ApiSchema>>;
    readonly parameters: Readonly<Record<string, ApiParameter>>;
    readonly headers: Readonly<Record<string, ApiHeader>>;
    readonly responses: Readonly<Record<string, ApiResponse>>;
    readonly securitySchemes: Readonly<
      Record<
        string,
        { readonly type: 'http'; readonly scheme: 'bearer'; readonly description: string }
      >
    >;
  };
}
