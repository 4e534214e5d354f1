/** The page at `/`: what this service is, where its documentation and health are, one example. */
export const LANDING_PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Laurel</title>
<style>
  :root { color-scheme: light dark; }
  body { font: 16px/1.6 system-ui, sans-serif; max-width: 46rem; margin: 4rem auto;
    padding: 0 1rem; }
  h1 { font-weight: 600; margin-bottom: 0; }
  pre { overflow-x: auto; padding: 1rem; border: 1px solid #8884; border-radius: .5rem; }
  li { margin: .25rem 0; }
</style>
</head>
<body>
<h1>Laurel</h1>
<p>Course progress, verifiable certificates and reports, with the API of Sunbird's LMS.</p>
<ul>
  <li><a href="/documentation">API documentation</a>
    (<a href="/documentation/json">OpenAPI as JSON</a>)</li>
  <li><a href="/health">Health</a></li>
</ul>
<p>A learner completes a content:</p>
<pre>curl -X PATCH "$LAUREL/v1/content/state/update" \\
  -H 'content-type: application/json' -H 'x-authenticated-userid: learner-1' \\
  -d '{"request":{"contents":[
    {"courseId":"do_1","batchId":"b-1","contentId":"do_2","status":2}]}}'</pre>
</body>
</html>
`;
