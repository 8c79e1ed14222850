interface Answer<T> {
  data?: T;
  errors?: { message: string }[];
}

/** One operation over HTTP, as any client of the gateway would send it. Throws when it is answered with errors. */
export async function graphqlRequest<T>(url: string, query: string, variables: object, token?: string): Promise<T> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
    body: JSON.stringify({ query, variables }),
    signal: AbortSignal.timeout(20_000),
  });
  const { data, errors } = (await response.json()) as Answer<T>;
  if (errors?.length || !data) throw new Error(errors?.map(({ message }) => message).join(' ') ?? `HTTP ${response.status}`);
  return data;
}
