const place = document.getElementById("reference");

const ui = SwaggerUIBundle({
  domNode: place,
  url: "/openapi.yaml",
  validatorUrl: null,
  deepLinking: true,
  tryItOutEnabled: true,
  displayRequestDuration: true,
  defaultModelsExpandDepth: 1,
  presets: [SwaggerUIBundle.presets.apis],
  onComplete: () => ui.preauthorizeApiKey("api_token", place.dataset.token),
});
