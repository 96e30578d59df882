using Microsoft.Extensions.DependencyInjection;
using Qga.Client;
using Qga.Client.Hosting;
using Qga.Testing;
using Shop;

// A fake agent, a client from an application's services, and a type that the generator made here.
await using FakeGuestAgent agent = new();
UnixGuestAddress address = agent.Listen();
ServiceCollection services = new();
services.AddGuestAgent("web1", guest => guest.Address = address.ToString());
await using ServiceProvider provider = services.BuildServiceProvider();
GuestAgentClient client = provider.GetRequiredService<IGuestAgentClientFactory>().GetClient("web1");
await client.GuestPingAsync();
await using (FrozenGuest frozen = await client.FreezeAsync())
{
    Console.WriteLine($"{frozen.Count} file systems were frozen");
}

Console.WriteLine(new Apple { Weight = 150 });
