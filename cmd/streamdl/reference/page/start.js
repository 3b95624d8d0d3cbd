const ui = SwaggerUIBundle({
  dom_id: "#reference",
  url: "/openapi.yaml",
  validatorUrl: null,
  deepLinking: true,
  tryItOutEnabled: true,
  displayRequestDuration: true,
  defaultModelsExpandDepth: 1,
  presets: [SwaggerUIBundle.presets.apis],
  // The token that the emulator knows, which is printed in the reference of Cloudflare.
  onComplete: () => ui.preauthorizeApiKey("api_token", "Sn3lZJTBX6kkg7OdcBUAxOO963GEIyGQqnFTOFYY"),
});
