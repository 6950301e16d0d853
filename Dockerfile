# A container that checks AWS for root access keys and ends: docs/runbooks/container.md.
#   docker build -t rootkeycompliance .

FROM mcr.microsoft.com/dotnet/sdk:10.0.400-noble AS build
WORKDIR /source
# What is copied: .dockerignore.
COPY . .
RUN dotnet build src/RootKeyCompliance.Packaging --configuration Release -t:PackageModule
RUN dotnet tool install PowerShell --version 7.6.9 --tool-path /opt/powershell

FROM mcr.microsoft.com/dotnet/runtime:10.0.11-noble
COPY --from=build /opt/powershell /opt/powershell
COPY --from=build /source/artifacts/RootKeyCompliance /opt/modules/RootKeyCompliance
COPY samples/runbooks/Invoke-RootKeyCheck.ps1 /opt/rootkeycompliance/
ENV PSModulePath=/opt/modules \
    POWERSHELL_TELEMETRY_OPTOUT=1 \
    POWERSHELL_UPDATECHECK=Off \
    HOME=/tmp
RUN mkdir /state && chown $APP_UID /state
VOLUME /state
USER $APP_UID
ENTRYPOINT ["/opt/powershell/pwsh", "-NoProfile", "-NonInteractive", "-File", "/opt/rootkeycompliance/Invoke-RootKeyCheck.ps1", "-OutputPath", "/state/reports", "-BaselinePath", "/state/baseline.json"]
